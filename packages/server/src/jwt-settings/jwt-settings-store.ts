import type { Kysely } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { Schema, SigningKeysTable } from '../db/schema.ts';

export type SigningKeyRow = Pick<
  SigningKeysTable,
  'encrypted_key' | 'fingerprint' | 'last_four' | 'created_at' | 'valid_until'
>;

/** Keys that are valid at `now`: the current one first, then the previous one of a rotation. */
export const liveSigningKeys = prepared<{ now: number }, SigningKeyRow>((db, p) =>
  db
    .selectFrom('signing_keys')
    .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', p('now'))]))
    .select(['encrypted_key', 'fingerprint', 'last_four', 'created_at', 'valid_until'])
    .orderBy('valid_until', (o) => o.asc().nullsFirst()),
);

/**
 * Makes a key the current one. The previous one stays valid until `previousUntil`, or ends at once
 * if that is null. An older one ends in any case, so there are at most two.
 */
export async function replaceSigningKey(
  tx: Tx,
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

export interface KeyUse {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The email of the person it signed in; null if the account was deleted since. */
  readonly email: string | null;
}

/** The last use of each key, and the person it signed in, by fingerprint. */
export async function lastKeyUses(db: Kysely<Schema>): Promise<ReadonlyMap<string, KeyUse>> {
  const rows = await db
    .selectFrom('key_uses')
    .leftJoin('accounts', 'accounts.id', 'key_uses.account_id')
    .select(['fingerprint', 'last_used_at', 'email'])
    .execute();
  return new Map(
    rows.map(({ fingerprint, last_used_at: at, email }) => [fingerprint, { at, email }]),
  );
}

interface KeyUseToNote extends Record<string, string | number> {
  readonly fingerprint: string;
  readonly accountId: number;
  readonly now: number;
}

export const noteKeyUse = prepared<KeyUseToNote>((db, p) => {
  const use = { last_used_at: p('now'), account_id: p('accountId') };
  return db
    .insertInto('key_uses')
    .values({ fingerprint: p('fingerprint'), ...use })
    .onConflict((c) => c.column('fingerprint').doUpdateSet(use));
});
