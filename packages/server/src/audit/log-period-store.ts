import type { LogPeriod } from '@dashboard/contract';
import { type ExpressionWrapper, expressionBuilder, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../db/schema.ts';

type Log = 'sign_ins' | 'audit';

/**
 * Rows can be out of order by this much: refusals are written later, and servers have different
 * clocks.
 */
const disorder = 60 * 60_000;

/**
 * The condition that a row of a log is in a period. It also limits the id, so that the database
 * reads only that part of the log. The instant has no index: every sign-in would have to maintain
 * it.
 *
 * @param period ISO 8601 instants; `from` is included, `to` is not
 */
export async function inPeriod(
  db: Kysely<Schema>,
  log: Log,
  { from, to }: LogPeriod,
): Promise<ExpressionWrapper<Schema, Log, SqlBool>> {
  const eb = expressionBuilder<Schema, Log>();
  const conditions: ExpressionWrapper<Schema, Log, SqlBool>[] = [];
  if (from !== undefined) {
    const instant = Date.parse(from);
    conditions.push(eb('at', '>=', instant));
    conditions.push(eb('id', '>=', await firstIdSince(db, log, instant - disorder)));
  }
  if (to !== undefined) {
    const instant = Date.parse(to);
    conditions.push(eb('at', '<', instant));
    conditions.push(eb('id', '<', await firstIdSince(db, log, instant + disorder)));
  }
  return eb.and(conditions);
}

/**
 * Finds the first row since an instant by halving the range of ids, which increase with time.
 *
 * @returns an id that is greater than those of all earlier rows, and at most that of the first row since
 */
export async function firstIdSince(db: Kysely<Schema>, log: Log, instant: number): Promise<number> {
  const rows = db.selectFrom(log).select(['id', 'at']).limit(1);
  const newest = await rows.orderBy('id', 'desc').executeTakeFirst();
  let [low, high] = [1, (newest?.id ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await rows.where('id', '>=', middle).orderBy('id').executeTakeFirst();
    if (row === undefined || row.at >= instant) high = middle;
    else low = row.id + 1;
  }
  return low;
}
