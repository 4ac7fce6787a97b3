import { type Kysely, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import { containsText } from './contains-text.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

const insert = (db: Kysely<Schema>, name: string, version = 0) =>
  db.insertInto('settings').values({ name, value: '{}', version, updated_at: 0 }).execute();

async function namesIn({ read }: Database): Promise<string[]> {
  const rows = await read.selectFrom('settings').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

describe.each(databaseKinds)('a long read on %s', (kind) => {
  const countTo = (last: number) =>
    sql<{
      count: number;
    }>`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${last}) select count(*) as count from numbers`;

  test('sees what was written before', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) => insert(tx, 'written'));
    expect(await namesIn({ ...database, read: database.readSlowly })).toEqual(['written']);
    await database.transaction((tx) => insert(tx, 'written later'));
    expect(await namesIn({ ...database, read: database.readSlowly })).toHaveLength(2);
  });

  test('does not delay other reads or writes', async () => {
    const database = await openTestDatabase(kind);
    const ended: string[] = [];
    const long = countTo(2_000_000)
      .execute(database.readSlowly)
      .then(() => ended.push('long'));
    await namesIn(database).then(() => ended.push('read'));
    await database.transaction((tx) => insert(tx, 'meanwhile')).then(() => ended.push('write'));
    await long;
    expect(ended).toEqual(['read', 'write', 'long']);
  });

  test('fails with the error of the database', async () => {
    const database = await openTestDatabase(kind);
    await expect(sql`select 1 from nowhere`.execute(database.readSlowly)).rejects.toThrow(
      'nowhere',
    );
    expect((await countTo(3).execute(database.readSlowly)).rows).toHaveLength(1);
  });

  test('finds texts whatever the case of their letters', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) => insert(tx, 'ÄRGER'));
    const db = database.readSlowly;
    const found = db
      .selectFrom('settings')
      .select('name')
      .where(containsText(db, 'name', 'ärger'));
    expect(await found.execute()).toHaveLength(1);
  });
});

describe.each(databaseKinds)('a transaction on %s', (kind) => {
  test('that fails is rolled back alone, with other transactions running', async () => {
    const database = await openTestDatabase(kind);
    const outcomes = await Promise.allSettled([
      database.transaction((tx) => insert(tx, 'first')),
      database.transaction(async (tx) => {
        await insert(tx, 'undone');
        throw new Error('its own');
      }),
      database.transaction(async (tx) => {
        await insert(tx, 'undone too');
        await insert(tx, 'undone too');
      }),
      database.transaction((tx) => insert(tx, 'last')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'its own' } });
    expect(await namesIn(database)).toEqual(['first', 'last']);
  });

  test('is seen by others only after its commit', async () => {
    const database = await openTestDatabase(kind);
    const during = await database.transaction(async (tx) => {
      await insert(tx, 'mine');
      return { outside: await namesIn(database), inside: await namesIn({ ...database, read: tx }) };
    });
    expect(during).toEqual({ outside: [], inside: ['mine'] });
    expect(await namesIn(database)).toEqual(['mine']);
  });

  test('returns what its work returns', async () => {
    const database = await openTestDatabase(kind);
    expect(await database.transaction(async () => 'the result')).toBe('the result');
  });

  test('with a lock runs one at a time: a hundred at once count to a hundred', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) => insert(tx, 'count'));
    const results = await Promise.all(
      Array.from({ length: 100 }, () =>
        database.transaction(async (tx) => {
          await database.lock(tx, 'settings');
          const { version } = await tx
            .selectFrom('settings')
            .select('version')
            .where('name', '=', 'count')
            .executeTakeFirstOrThrow();
          await tx
            .updateTable('settings')
            .set({ version: version + 1 })
            .where('name', '=', 'count')
            .execute();
          return version + 1;
        }),
      ),
    );
    expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });
});
