import type { MigrationStep } from '../migrate.ts';

/** Beside when a key last signed somebody in: whom. */
export const whoUsedAKey: MigrationStep = ({ schema }) => [
  schema
    .alterTable('key_uses')
    .addColumn('account_id', 'integer', (c) => c.references('accounts.id').onDelete('set null')),
];
