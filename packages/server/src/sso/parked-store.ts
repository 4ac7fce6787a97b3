import type { Kysely } from 'kysely';
import { prepared } from '../db/prepared.ts';
import type { ParkedSignInsTable, Schema } from '../db/schema.ts';

/**
 * Inserts the row, or replaces the one that the same token and kind has.
 *
 * @returns how often the token was parked, this time included
 */
export async function upsertParked(
  tx: Kysely<Schema>,
  row: Omit<ParkedSignInsTable, 'times'>,
): Promise<number> {
  const { handle_hash, network, sealed, kept_until } = row;
  const { times } = await tx
    .insertInto('parked_sign_ins')
    .values({ ...row, times: 1 })
    .onConflict((c) =>
      c.columns(['use_key', 'kind']).doUpdateSet((eb) => ({
        ...{ handle_hash, network, sealed, kept_until },
        times: eb('parked_sign_ins.times', '+', 1),
      })),
    )
    .returning('times')
    .executeTakeFirstOrThrow();
  return times;
}

/** @returns how many other tokens of a kind a network has parked since, without fetching them */
export async function countOtherParked(
  tx: Kysely<Schema>,
  { network, kind, use_key }: Pick<ParkedSignInsTable, 'network' | 'kind' | 'use_key'>,
  keptUntilAfter: number,
): Promise<number> {
  const { parked } = await tx
    .selectFrom('parked_sign_ins')
    .where('network', '=', network)
    .where('kind', '=', kind)
    .where('use_key', '!=', use_key)
    .where('kept_until', '>', keptUntilAfter)
    .select((eb) => eb.fn.countAll().as('parked'))
    .executeTakeFirstOrThrow();
  return Number(parked);
}

/** Deletes what has expired. */
export async function deleteExpiredParked(tx: Kysely<Schema>, now: number): Promise<void> {
  await tx.deleteFrom('parked_sign_ins').where('kept_until', '<=', now).execute();
}

export async function findParked(
  db: Kysely<Schema>,
  handleHash: string,
  kind: ParkedSignInsTable['kind'],
  now: number,
): Promise<string | null> {
  const row = await db
    .selectFrom('parked_sign_ins')
    .where('handle_hash', '=', handleHash)
    .where('kind', '=', kind)
    .where('kept_until', '>', now)
    .select('sealed')
    .executeTakeFirst();
  return row?.sealed ?? null;
}

/** @returns what was parked, once: of two at the same moment the other gets null */
export async function takeParked(
  tx: Kysely<Schema>,
  handleHash: string,
  kind: ParkedSignInsTable['kind'],
  now: number,
): Promise<string | null> {
  const row = await tx
    .deleteFrom('parked_sign_ins')
    .where('handle_hash', '=', handleHash)
    .where('kind', '=', kind)
    .returning(['sealed', 'kept_until'])
    .executeTakeFirst();
  return row !== undefined && row.kept_until > now ? row.sealed : null;
}

export async function deleteForgottenParked(tx: Kysely<Schema>, now: number): Promise<void> {
  await deleteExpiredParked(tx, now);
  await tx.deleteFrom('taken_attempts').where('kept_until', '<=', now).execute();
}

/** Empty where it was taken before, be it by another server. */
export const insertTakenAttempt = prepared<
  { stateHash: string; keptUntil: number },
  { state_hash: string }
>((db, p) =>
  db
    .insertInto('taken_attempts')
    .values({ state_hash: p('stateHash'), kept_until: p('keptUntil') })
    .onConflict((c) => c.column('state_hash').doNothing())
    .returning('state_hash'),
);
