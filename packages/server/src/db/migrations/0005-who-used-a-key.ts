import type { Migration } from '../migration.ts';

/** Beside when a key last signed somebody in: whom. */
export const whoUsedAKey: Migration = {
  id: '0005-who-used-a-key',
  up: ({ schema, run }) =>
    run([
      schema
        .alterTable('key_uses')
        .addColumn('account_id', 'integer', (c) =>
          c.references('accounts.id').onDelete('set null'),
        ),
    ]),
};
