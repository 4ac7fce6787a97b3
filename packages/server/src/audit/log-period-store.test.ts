import { describe, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { type DatabaseKind, databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import { firstIdSince, inPeriod } from './log-period-store.ts';
import { writeSignIn } from './sign-in-log-store.ts';

const row = {
  outcome: 'refused',
  ...{ code: null, failedCheck: null, detail: null, reference: 'AAAA-AAAA', email: null },
  ...{ accountId: null, address: '', userAgent: '', flow: '', claimNames: null, groupNames: null },
} as const;

/** Writes rows with these instants, in this order. */
async function newLog(kind: DatabaseKind, instants: readonly number[]): Promise<Database> {
  const database = await openTestDatabase(kind);
  await database.transaction(async (tx) => {
    for (const at of instants) await writeSignIn(tx, { ...row, at });
  });
  return database;
}

describe.each(databaseKinds)('the period of a log, on %s', (kind) => {
  test('begins at the first row since an instant, with gaps between the ids', async () => {
    const tens = Array.from({ length: 40 }, (_, index) => (index + 1) * 10);
    const database = await newLog(kind, tens);
    await database.transaction((tx) =>
      tx.deleteFrom('sign_ins').where('at', '>', 100).where('at', '<', 200).execute(),
    );
    for (const [instant, expected] of [
      ...[[0, 10] as const, [10, 10] as const, [11, 20] as const, [100, 100] as const],
      ...[[101, 200] as const, [150, 200] as const, [391, 400] as const, [401, undefined] as const],
    ]) {
      const id = await firstIdSince(database.read, 'sign_ins', instant);
      const first = await database.read
        .selectFrom('sign_ins')
        .select('at')
        .where('id', '>=', id)
        .orderBy('id')
        .executeTakeFirst();
      expect(first?.at, String(instant)).toBe(expected);
    }
  });

  test('of an empty log has no rows', async () => {
    const database = await newLog(kind, []);
    expect(await firstIdSince(database.read, 'sign_ins', 0)).toBe(1);
  });

  test('has rows that were written a little out of order', async () => {
    const minute = 60_000;
    const start = 1_000 * minute;
    const minutes = [0, 5, 2, 9, 7, 30, 28, 31];
    const database = await newLog(
      kind,
      minutes.map((at) => start + at * minute),
    );
    const period = {
      from: new Date(start + 5 * minute).toISOString(),
      to: new Date(start + 30 * minute).toISOString(),
    };
    const rows = await database.read
      .selectFrom('sign_ins')
      .select('at')
      .where(await inPeriod(database.read, 'sign_ins', period))
      .orderBy('at')
      .execute();
    expect(rows.map(({ at }) => (at - start) / minute)).toEqual([5, 7, 9, 28]);
  });
});
