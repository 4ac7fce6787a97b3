import type { Kysely } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';

/** @returns whether a first administrator has ever been created */
export async function isSetUp(db: Kysely<Schema>): Promise<boolean> {
  return (
    (await db
      .selectFrom('settings')
      .where('name', '=', 'setup')
      .select('name')
      .executeTakeFirst()) !== undefined
  );
}

/** Records that something is done, once for ever. @returns false if it was done before */
export async function markDone(tx: Tx, name: 'setup' | 'samples', now: number): Promise<boolean> {
  const row = await tx
    .insertInto('settings')
    .values({ name, value: '{}', version: 1, updated_at: now })
    .onConflict((c) => c.column('name').doNothing())
    .returning('name')
    .executeTakeFirst();
  return row !== undefined;
}
