import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** What administrators see and do: attributes by hand, proof of a way in, password tries, the audit log. */
export const administration: Migration = {
  id: '0003-administration',
  up: ({ schema, id, instant, keyedByItself, run }) =>
    run([
      schema
        .alterTable('accounts')
        .addColumn('administrator_attributes', 'text', (c) => c.notNull().defaultTo('{}')),
      schema.alterTable('accounts').addColumn('password_once', 'text'),
      schema.alterTable('accounts').addColumn('proven_settings', 'text'),
      schema.alterTable('accounts').addColumn('proven_key', 'text'),

      schema
        .createTable('password_tries')
        .addColumn('bucket', 'text', (c) => c.primaryKey().notNull())
        .addColumn('failures', 'integer', (c) => c.notNull())
        .addColumn('since', instant, (c) => c.notNull())
        .addColumn('last_at', instant, (c) => c.notNull())
        .$call(keyedByItself),

      schema
        .createTable('audit')
        .addColumn('id', ...id)
        .addColumn('at', instant, (c) => c.notNull())
        .addColumn('actor_kind', 'text', (c) => c.notNull())
        .addColumn('actor_id', 'integer')
        .addColumn('actor_email', 'text')
        .addColumn('address', 'text')
        .addColumn('action', 'text', (c) => c.notNull())
        .addColumn('subject_kind', 'text', (c) => c.notNull())
        .addColumn('subject_id', 'integer')
        .addColumn('subject_name', 'text')
        .addColumn('before', 'text')
        .addColumn('after', 'text')
        .addColumn('reference', 'text', (c) => c.notNull()),

      schema
        .createIndex('sign_ins_refused')
        .on('sign_ins')
        .columns(['email', 'id'])
        .where(sql<boolean>`outcome = 'refused'`),
    ]),
};
