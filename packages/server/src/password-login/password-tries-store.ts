import type { Kysely } from 'kysely';
import type { PasswordTriesTable, Schema } from '../db/schema.ts';

export async function readTries(
  tx: Kysely<Schema>,
  buckets: readonly string[],
): Promise<PasswordTriesTable[]> {
  return tx.selectFrom('password_tries').where('bucket', 'in', buckets).selectAll().execute();
}

export async function writeTries(tx: Kysely<Schema>, row: PasswordTriesTable): Promise<void> {
  const { bucket: _key, ...values } = row;
  await tx
    .insertInto('password_tries')
    .values(row)
    .onConflict((c) => c.column('bucket').doUpdateSet(values))
    .execute();
}

export async function deleteTries(tx: Kysely<Schema>, buckets: readonly string[]): Promise<void> {
  await tx.deleteFrom('password_tries').where('bucket', 'in', buckets).execute();
}

/** Tries that no longer count. */
export async function deleteForgottenTries(tx: Kysely<Schema>, since: number): Promise<void> {
  await tx.deleteFrom('password_tries').where('since', '<', since).execute();
}
