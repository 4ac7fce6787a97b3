import type { Migration } from '../migration.ts';

/** Everything a first sign-in and a first question need. */
export const firstTables: Migration = {
  id: '0001-first-tables',
  up: ({ db, schema, id, instant, keyedByItself, now, run }) =>
    run([
      schema
        .createTable('accounts')
        .addColumn('id', ...id)
        .addColumn('email', 'text', (c) => c.notNull().unique())
        .addColumn('first_name', 'text')
        .addColumn('last_name', 'text')
        .addColumn('active', 'integer', (c) => c.notNull())
        .addColumn('source', 'text', (c) => c.notNull())
        .addColumn('password_hash', 'text')
        .addColumn('issuer', 'text')
        .addColumn('subject', 'text')
        .addColumn('jwt_attributes', 'text', (c) => c.notNull())
        .addColumn('attributes_synced_at', instant)
        .addColumn('last_sign_in_at', instant)
        .addColumn('created_at', instant, (c) => c.notNull())
        .addUniqueConstraint('accounts_identity', ['issuer', 'subject']),

      schema
        .createTable('groups')
        .addColumn('id', ...id)
        .addColumn('name', 'text', (c) => c.notNull().unique())
        .addColumn('built_in', 'text', (c) => c.unique())
        .addColumn('created_at', instant, (c) => c.notNull()),

      db.insertInto('groups').values([
        { name: 'All users', built_in: 'all_users', created_at: now },
        { name: 'Administrators', built_in: 'administrators', created_at: now },
      ]),

      schema
        .createTable('group_members')
        .addColumn('group_id', 'integer', (c) =>
          c.notNull().references('groups.id').onDelete('cascade'),
        )
        .addColumn('account_id', 'integer', (c) =>
          c.notNull().references('accounts.id').onDelete('cascade'),
        )
        .addColumn('origin', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('group_members_key', ['account_id', 'group_id']),
      schema.createIndex('group_members_by_group').on('group_members').column('group_id'),

      schema
        .createTable('sessions')
        .addColumn('id', ...id)
        .addColumn('token_hash', 'text', (c) => c.notNull().unique())
        .addColumn('account_id', 'integer', (c) =>
          c.notNull().references('accounts.id').onDelete('cascade'),
        )
        .addColumn('signed_in_via', 'text', (c) => c.notNull())
        .addColumn('opened_by', 'text')
        .addColumn('created_at', instant, (c) => c.notNull())
        .addColumn('expires_at', instant, (c) => c.notNull())
        .addColumn('last_used_at', instant, (c) => c.notNull())
        .addColumn('address', 'text', (c) => c.notNull())
        .addColumn('user_agent', 'text', (c) => c.notNull()),
      schema.createIndex('sessions_by_account').on('sessions').column('account_id'),

      schema
        .createTable('used_tokens')
        .addColumn('use_key', 'text', (c) => c.primaryKey().notNull())
        .addColumn('kept_until', instant, (c) => c.notNull())
        .$call(keyedByItself),
      schema.createIndex('used_tokens_by_end').on('used_tokens').column('kept_until'),

      schema
        .createTable('sign_ins')
        .addColumn('id', ...id)
        .addColumn('at', instant, (c) => c.notNull())
        .addColumn('outcome', 'text', (c) => c.notNull())
        .addColumn('code', 'text')
        .addColumn('failed_check', 'text')
        .addColumn('detail', 'text')
        .addColumn('reference', 'text', (c) => c.notNull())
        .addColumn('email', 'text')
        .addColumn('account_id', 'integer')
        .addColumn('address', 'text', (c) => c.notNull())
        .addColumn('user_agent', 'text', (c) => c.notNull())
        .addColumn('flow', 'text', (c) => c.notNull())
        .addColumn('claim_names', 'text')
        .addColumn('group_names', 'text'),

      schema
        .createTable('settings')
        .addColumn('name', 'text', (c) => c.primaryKey())
        .addColumn('value', 'text', (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('updated_at', instant, (c) => c.notNull()),

      schema
        .createTable('signing_keys')
        .addColumn('id', ...id)
        .addColumn('encrypted_key', 'text', (c) => c.notNull())
        .addColumn('fingerprint', 'text', (c) => c.notNull().unique())
        .addColumn('last_four', 'text', (c) => c.notNull())
        .addColumn('created_at', instant, (c) => c.notNull())
        .addColumn('valid_until', instant),

      schema
        .createTable('key_uses')
        .addColumn('fingerprint', 'text', (c) => c.primaryKey())
        .addColumn('last_used_at', instant, (c) => c.notNull()),

      schema
        .createTable('databases')
        .addColumn('id', ...id)
        .addColumn('name', 'text', (c) => c.notNull().unique())
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('details', 'text', (c) => c.notNull())
        .addColumn('created_at', instant, (c) => c.notNull()),

      schema
        .createTable('collections')
        .addColumn('id', ...id)
        .addColumn('name', 'text', (c) => c.notNull().unique())
        .addColumn('created_at', instant, (c) => c.notNull()),

      schema
        .createTable('collection_permissions')
        .addColumn('group_id', 'integer', (c) =>
          c.notNull().references('groups.id').onDelete('cascade'),
        )
        .addColumn('collection_id', 'integer', (c) =>
          c.notNull().references('collections.id').onDelete('cascade'),
        )
        .addColumn('access', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('collection_permissions_key', ['group_id', 'collection_id']),

      schema
        .createTable('questions')
        .addColumn('id', ...id)
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('description', 'text')
        .addColumn('database_id', 'integer', (c) => c.notNull().references('databases.id'))
        .addColumn('collection_id', 'integer', (c) => c.notNull().references('collections.id'))
        .addColumn('sql', 'text', (c) => c.notNull())
        .addColumn('parameters', 'text', (c) => c.notNull())
        .addColumn('visualization', 'text', (c) => c.notNull())
        .addColumn('created_at', instant, (c) => c.notNull())
        .addColumn('updated_at', instant, (c) => c.notNull()),
      schema.createIndex('questions_by_collection').on('questions').column('collection_id'),
    ]),
};
