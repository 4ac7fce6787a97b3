import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/**
 * The rules of a bucket: how long a failure counts, and how waits grow beyond the allowance;
 * milliseconds.
 */
export interface TryRule {
  readonly window: number;
  readonly firstWait: number;
  /** After this many doublings the wait is the whole window. */
  readonly doublings: number;
}

/**
 * Counts an attempt, unless the bucket must wait. It is one statement, so that none of many
 * simultaneous attempts is missed.
 *
 * @returns whether it was counted
 */
export async function countTry(
  tx: Tx,
  { bucket, allowed }: { readonly bucket: string; readonly allowed: number },
  rule: TryRule,
  now: number,
): Promise<boolean> {
  const isOver = sql<boolean>`password_tries.since <= ${now - rule.window}`;
  const row = await tx
    .insertInto('password_tries')
    .values({ bucket, failures: 1, since: now, last_at: now })
    .onConflict((c) =>
      c
        .column('bucket')
        .doUpdateSet({
          failures: sql`case when ${isOver} then 1 else password_tries.failures + 1 end`,
          since: sql`case when ${isOver} then ${now} else password_tries.since end`,
          last_at: now,
        })
        .where(
          sql<boolean>`${isOver} or password_tries.last_at + ${waitIn(allowed, rule)} <= ${now}`,
        ),
    )
    .returning('bucket')
    .executeTakeFirst();
  return row !== undefined;
}

/** Each failure beyond the allowance doubles the wait, up to the whole window. */
function waitIn(allowed: number, { window, firstWait, doublings }: TryRule): RawBuilder<number> {
  const beyond = sql`(password_tries.failures - ${sql.lit(allowed)})`;
  return sql<number>`case
    when ${beyond} < 0 then 0
    when ${beyond} >= ${sql.lit(doublings)} then ${sql.lit(window)}
    else ${sql.lit(firstWait)} << ${beyond} end`;
}

/** @returns until when a bucket must wait, epoch milliseconds; 0 if nothing is counted */
export async function waitsUntil(
  tx: Tx,
  { bucket, allowed }: { readonly bucket: string; readonly allowed: number },
  rule: TryRule,
): Promise<number> {
  const row = await tx
    .selectFrom('password_tries')
    .where('bucket', '=', bucket)
    .select(sql<number>`last_at + ${waitIn(allowed, rule)}`.as('until'))
    .executeTakeFirst();
  return row?.until ?? 0;
}

/** Subtracts one counted attempt. */
export async function giveTryBack(tx: Tx, bucket: string): Promise<void> {
  await tx
    .updateTable('password_tries')
    .set({ failures: sql`failures - 1` })
    .where('bucket', '=', bucket)
    .where('failures', '>', 0)
    .execute();
}

export async function deleteTries(tx: Tx, bucket: string): Promise<void> {
  await tx.deleteFrom('password_tries').where('bucket', '=', bucket).execute();
}

/** Deletes attempts that no longer count. */
export async function deleteForgottenTries(tx: Tx, since: number): Promise<void> {
  await tx.deleteFrom('password_tries').where('since', '<', since).execute();
}
