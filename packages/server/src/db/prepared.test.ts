import { describe, expect, test } from 'vitest';
import { databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import { prepared } from './prepared.ts';

const insertSetting = prepared<{ name: string; value: string; at: number }>((db, p) =>
  db
    .insertInto('settings')
    .values({ name: p('name'), value: p('value'), version: 1, updated_at: p('at') }),
);
const findSetting = prepared<
  { name: string },
  { value: string; version: number; updated_at: number }
>((db, p) =>
  db
    .selectFrom('settings')
    .select(['value', 'version', 'updated_at'])
    .where('name', '=', p('name')),
);
const touchSetting = prepared<{ name: string; at: number }, { updated_at: number }>((db, p) =>
  db
    .updateTable('settings')
    .set({ updated_at: p('at') })
    .where('name', '=', p('name'))
    .where('updated_at', '<', p('at'))
    .returning('updated_at'),
);

describe.each(databaseKinds)('a prepared query on %s', (kind) => {
  test('rejects its promise if the database refuses the query', async () => {
    const database = await openTestDatabase(kind);
    const twice = database.transaction(async (tx) => {
      await insertSetting(tx, { name: 'a', value: '1', at: 1 });
      await insertSetting(tx, { name: 'a', value: '2', at: 2 });
    });
    await expect(twice).rejects.toThrow(/unique/i);
    expect(await findSetting(database.read, { name: 'a' })).toEqual([]);
  });

  test('runs with the values of each call, and keeps constant ones', async () => {
    const database = await openTestDatabase(kind);
    const results = await database.transaction(async (tx) => {
      await insertSetting(tx, { name: 'a', value: '1', at: Date.UTC(2026, 0, 1) });
      return insertSetting(tx, { name: 'b', value: '2', at: 2 });
    });
    expect(results).toEqual([]);
    expect(await findSetting(database.read, { name: 'a' })).toEqual([
      { value: '1', version: 1, updated_at: Date.UTC(2026, 0, 1) },
    ]);
    expect(await findSetting(database.read, { name: 'b' })).toMatchObject([{ value: '2' }]);
    expect(await findSetting(database.read, { name: 'c' })).toEqual([]);
  });

  test('uses one value in two places', async () => {
    const database = await openTestDatabase(kind);
    const rows = await database.transaction(async (tx) => {
      await insertSetting(tx, { name: 'a', value: '1', at: 10 });
      return [
        await touchSetting(tx, { name: 'a', at: 20 }),
        await touchSetting(tx, { name: 'a', at: 15 }),
      ];
    });
    expect(rows).toEqual([[{ updated_at: 20 }], []]);
  });

  test.each(["'; drop table settings; --", '$1', '?1', '{{name}}', 'É “ 😀'])(
    'binds its values and reads none of them as SQL: %s',
    async (value) => {
      const database = await openTestDatabase(kind);
      await database.transaction((tx) => insertSetting(tx, { name: value, value, at: 1 }));
      expect(await findSetting(database.read, { name: value })).toMatchObject([{ value }]);
    },
  );

  test('sees in a transaction what the transaction has written', async () => {
    const database = await openTestDatabase(kind);
    const seen = await database.transaction(async (tx) => {
      await insertSetting(tx, { name: 'a', value: '1', at: 1 });
      return {
        inside: await findSetting(tx, { name: 'a' }),
        outside: await findSetting(database.read, { name: 'a' }),
      };
    });
    expect(seen).toMatchObject({ inside: [{ value: '1' }], outside: [] });
  });
});
