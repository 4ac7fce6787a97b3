import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../testing/test-database.ts';
import { prepared } from './prepared.ts';

const allSettings = prepared((db) => db.selectFrom('settings').selectAll());
const insertSetting = prepared<{ name: string }>((db, p) =>
  db.insertInto('settings').values({ name: p('name'), value: '{}', version: 1, updated_at: 0 }),
);

test('a prepared query still works after a newer server has changed the columns of its table', async () => {
  const database = await openTestDatabase('postgres');
  const { read } = database;
  // Many at once, so that each connection of the pool has prepared it.
  const many = (ask: () => Promise<unknown>) => Promise.all(Array.from({ length: 40 }, ask));
  const outside = () => many(() => allSettings(read, {}));
  const inside = () => many(() => database.transaction((tx) => allSettings(tx, {})));
  await insertSetting(read, { name: 'a' });
  for (const ask of [outside, inside]) {
    await ask();
    await sql`alter table settings add column ${sql.ref(ask.name)} integer default 7`.execute(read);
    for (const rows of await ask()) expect(rows).toMatchObject([{ name: 'a', [ask.name]: 7 }]);
  }
});

test('a transaction that ignores a failed statement is refused, not half committed', async () => {
  const database = await openTestDatabase('postgres');
  const hushed = database.transaction(async (tx) => {
    await insertSetting(tx, { name: 'a' });
    await insertSetting(tx, { name: 'a' }).catch(() => undefined);
  });
  await expect(hushed).rejects.toThrow(/rolled back/);
  expect(await allSettings(database.read, {})).toEqual([]);
  await database.transaction((tx) => insertSetting(tx, { name: 'b' }));
  expect(await allSettings(database.read, {})).toMatchObject([{ name: 'b' }]);
});
