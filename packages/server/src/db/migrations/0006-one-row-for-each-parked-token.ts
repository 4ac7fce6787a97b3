import type { Migration } from '../migration.ts';

/**
 * One row for each token and kind, so that a token sent many times takes the room of one (F9). What
 * waited is good for five minutes at most, so it is dropped with the old table.
 */
export const oneRowForEachParkedToken: Migration = {
  id: '0006-one-row-for-each-parked-token',
  up: ({ schema, instant, keyedByItself, run }) =>
    run([
      schema.dropTable('parked_sign_ins'),
      schema
        .createTable('parked_sign_ins')
        .addColumn('handle_hash', 'text', (c) => c.primaryKey().notNull())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('use_key', 'text', (c) => c.notNull())
        .addColumn('network', 'text', (c) => c.notNull())
        .addColumn('times', 'integer', (c) => c.notNull())
        .addColumn('sealed', 'text', (c) => c.notNull())
        .addColumn('kept_until', instant, (c) => c.notNull())
        .addUniqueConstraint('parked_sign_ins_by_token', ['use_key', 'kind'])
        .$call(keyedByItself),
      schema.createIndex('parked_sign_ins_by_network').on('parked_sign_ins').column('network'),
      schema.createIndex('parked_sign_ins_by_end').on('parked_sign_ins').column('kept_until'),
    ]),
};
