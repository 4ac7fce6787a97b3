import type { MigrationStep } from '../migrate.ts';

/** What the group sync of an account's last sign-in did. */
export const groupSync: MigrationStep = ({ schema }) => [
  schema.alterTable('accounts').addColumn('group_sync', 'text'),
];
