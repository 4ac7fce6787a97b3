import type { Migration } from '../migration.ts';

/** What the group sync of an account's last sign-in did. */
export const groupSync: Migration = {
  id: '0007-group-sync',
  up: ({ schema, run }) => run([schema.alterTable('accounts').addColumn('group_sync', 'text')]),
};
