import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import { dryRun } from './dry-run.ts';
import { transactionWithLockOnDemand } from './lock-on-demand.ts';
import type { Schema } from './schema.ts';

const insert = (db: Kysely<Schema>, version: number) =>
  db.insertInto('settings').values({ name: 'count', value: '{}', version, updated_at: 0 });

const versionsIn = async (db: Kysely<Schema>) => {
  const rows = await db
    .selectFrom('settings')
    .select('version')
    .where('name', '=', 'count')
    .execute();
  return rows.map(({ version }) => version);
};

describe.each(databaseKinds)('a lock on demand on %s', (kind) => {
  test('lets work that does not require it run once', async () => {
    const database = await openTestDatabase(kind);
    let runs = 0;
    const result = await transactionWithLockOnDemand(database, 'accounts', async (tx) => {
      runs += 1;
      await insert(tx, 7).execute();
      return 'the result';
    });
    expect({ runs, result }).toEqual({ runs: 1, result: 'the result' });
    expect(await versionsIn(database.read)).toEqual([7]);
  });

  test('undoes work that requires it, and runs it again with the lock', async () => {
    const database = await openTestDatabase(kind);
    let runs = 0;
    await transactionWithLockOnDemand(database, 'accounts', async (tx, lock) => {
      runs += 1;
      // A second insert without a rollback would fail.
      await insert(tx, runs).execute();
      lock.require();
    });
    // The embedded database has one writer, which holds every lock.
    expect(runs).toBe(kind === 'sqlite' ? 1 : 2);
    expect(await versionsIn(database.read)).toEqual([runs]);
  });

  test('lets fifty transactions at once decide one after the other', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) => insert(tx, 0).execute());
    await Promise.all(
      Array.from({ length: 50 }, () =>
        transactionWithLockOnDemand(database, 'accounts', async (tx, lock) => {
          lock.require();
          const [version = 0] = await versionsIn(tx);
          await tx
            .updateTable('settings')
            .set({ version: version + 1 })
            .where('name', '=', 'count')
            .execute();
        }),
      ),
    );
    expect(await versionsIn(database.read)).toEqual([50]);
  });

  test('passes on an error of the work, and keeps nothing', async () => {
    const database = await openTestDatabase(kind);
    const failure = new Error('its own');
    const work = transactionWithLockOnDemand(database, 'accounts', async (tx, lock) => {
      await insert(tx, 1).execute();
      lock.require();
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await versionsIn(database.read)).toEqual([]);
  });
});

describe.each(databaseKinds)('a dry run on %s', (kind) => {
  test('returns what its work returned, and keeps nothing', async () => {
    const database = await openTestDatabase(kind);
    const during = await dryRun(database, async (tx) => {
      await insert(tx, 3).execute();
      return versionsIn(tx);
    });
    expect(during).toEqual([3]);
    expect(await versionsIn(database.read)).toEqual([]);
  });

  test('passes on an error of the work', async () => {
    const database = await openTestDatabase(kind);
    const failure = new Error('its own');
    await expect(dryRun(database, () => Promise.reject(failure))).rejects.toBe(failure);
  });
});
