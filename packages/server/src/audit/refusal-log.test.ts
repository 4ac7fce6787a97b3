import { describe, expect, test } from 'vitest';
import type { Database } from '../db/database.ts';
import { DatabaseUnavailable } from '../db/database-unavailable.ts';
import { databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { SignInLogRow } from './sign-in-log-store.ts';

function refusal(at: number, address: string): SignInLogRow {
  return {
    ...{
      at,
      address,
      outcome: 'refused',
      code: 'token_malformed',
      failedCheck: 'F2',
      detail: null,
    },
    ...{ reference: 'AAAA-AAAA', email: null, accountId: null, userAgent: '', flow: 'jwt' },
    ...{ claimNames: null, groupNames: null },
  };
}

describe.each(databaseKinds)('refusals that cost nothing to send, on %s', (kind) => {
  test('are written soon, sixty a minute for each network, and then counted', async () => {
    const database = await openTestDatabase(kind);
    const rows = () => database.read.selectFrom('sign_ins').selectAll().orderBy('id').execute();
    const failures: unknown[] = [];
    const log = createRefusalLog(database, (error) => failures.push(error));
    for (let count = 0; count < 100; count += 1) log.write(refusal(1_000, 'a'), 'a');
    log.write(refusal(1_000, 'b'), 'b');
    await expect.poll(async () => (await rows()).length, { timeout: 2_000 }).toBe(61);
    log.write(refusal(61_001, 'a'), 'a');
    await log.close();
    const written = await rows();
    expect(written).toHaveLength(63);
    expect(written.map(({ detail }) => detail).filter((detail) => detail !== null)).toEqual([
      expect.stringContaining('40 more refused from this address'),
    ]);
    expect(failures).toEqual([]);
  });

  test('are written after a failure of the database, within a limit', async () => {
    const database = await openTestDatabase(kind);
    let isAvailable = false;
    const failing: Database = {
      ...database,
      transaction: (work) =>
        isAvailable ? database.transaction(work) : Promise.reject(new DatabaseUnavailable('gone')),
    };
    const failures: unknown[] = [];
    const log = createRefusalLog(failing, (error) => failures.push(error));
    log.write(refusal(1_000, 'a'), 'a');
    await expect.poll(() => failures.length, { timeout: 2_000 }).toBe(1);
    for (let minute = 1; minute <= 4; minute += 1)
      for (let count = 0; count < 1_200; count += 1)
        log.write(refusal(minute * 61_000, `${count}`), `${count % 100}`);
    isAvailable = true;
    const written = () => database.read.selectFrom('sign_ins').select('at').orderBy('id').execute();
    await expect.poll(async () => (await written()).length, { timeout: 25_000 }).toBe(2_400);
    expect((await written())[0]).toEqual({ at: 1_000 });
    await log.close();
  }, 60_000);

  test('are limited over all networks together', async () => {
    const database = await openTestDatabase(kind);
    const log = createRefusalLog(database, () => undefined);
    for (let count = 0; count < 5_000; count += 1)
      log.write(refusal(1_000, `${count}`), `${count % 100}`);
    await log.close();
    const written = await database.read.selectFrom('sign_ins').select('code').execute();
    expect(written.filter(({ code }) => code === 'token_malformed')).toHaveLength(1_200);
    expect(written.length).toBeLessThanOrEqual(1_300);
  });

  test('section 11: a flood from ten thousand networks leaves fifty-one rows that count the rest', async () => {
    const database = await openTestDatabase(kind);
    const log = createRefusalLog(database, () => undefined);
    for (let count = 0; count < 30_000; count += 1)
      log.write(refusal(1_000, `${count % 15_000}`), `${count % 15_000}`);
    await log.close();
    const rows = await database.read.selectFrom('sign_ins').select(['code', 'detail']).execute();
    const summaries = rows.filter(({ code }) => code === 'too_many_attempts');
    expect(rows.length - summaries.length).toBe(1_200);
    expect(summaries).toHaveLength(51);
    const counted = summaries.map(({ detail }) => Number(/^\d+/.exec(detail ?? '')?.[0]));
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(28_800);
    expect(summaries.at(-1)?.detail).toMatch(/ other addresses /);
  });

  test('section 11: a row that the caller writes itself counts against the limit', async () => {
    const database = await openTestDatabase(kind);
    const log = createRefusalLog(database, () => undefined);
    const asked = Array.from({ length: 70 }, () => log.hasRoom(refusal(1_000, 'a'), 'a'));
    expect(asked.filter(Boolean)).toHaveLength(60);
    log.write(refusal(1_000, 'a'), 'a');
    await log.close();
    const rows = await database.read.selectFrom('sign_ins').select('detail').execute();
    expect(rows.map(({ detail }) => detail)).toEqual([expect.stringContaining('11 more refused')]);
  });
});
