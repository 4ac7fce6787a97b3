import type { Kysely } from 'kysely';
import { prepared } from '../db/prepared.ts';
import type { Schema, SigningKeysTable } from '../db/schema.ts';

export type SigningKeyRow = Pick<
  SigningKeysTable,
  'encrypted_key' | 'fingerprint' | 'last_four' | 'created_at' | 'valid_until'
>;

/** Keys that sign people in at `now`: the current one first, then the one being rotated out. */
export const liveSigningKeys = prepared<{ now: number }, SigningKeyRow>((db, p) =>
  db
    .selectFrom('signing_keys')
    .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', p('now'))]))
    .select(['encrypted_key', 'fingerprint', 'last_four', 'created_at', 'valid_until'])
    .orderBy('valid_until', (o) => o.asc().nullsFirst()),
);

/**
 * Makes a key the current one. The one before stays until `previousUntil`, or ends at once where that
 * is null; an older one ends in any case, so there are two at the most.
 */
export async function replaceSigningKey(
  tx: Kysely<Schema>,
  key: Omit<SigningKeyRow, 'valid_until'>,
  previousUntil: number | null,
): Promise<void> {
  await tx
    .deleteFrom('signing_keys')
    .where((eb) =>
      eb.or([eb('valid_until', 'is not', null), eb('fingerprint', '=', key.fingerprint)]),
    )
    .execute();
  if (previousUntil === null) await tx.deleteFrom('signing_keys').execute();
  else await tx.updateTable('signing_keys').set({ valid_until: previousUntil }).execute();
  await tx
    .insertInto('signing_keys')
    .values({ ...key, valid_until: null })
    .execute();
}

/** When each key last signed somebody in, by fingerprint. */
export async function lastKeyUses(db: Kysely<Schema>): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom('key_uses').selectAll().execute();
  return new Map(rows.map((row) => [row.fingerprint, row.last_used_at]));
}

export const noteKeyUse = prepared<{ fingerprint: string; now: number }>((db, p) =>
  db
    .insertInto('key_uses')
    .values({ fingerprint: p('fingerprint'), last_used_at: p('now') })
    .onConflict((c) => c.column('fingerprint').doUpdateSet({ last_used_at: p('now') })),
);
