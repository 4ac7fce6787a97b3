import type { Kysely } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databaseKinds, openTestDatabase } from '../testing/test-database.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

const insert = (db: Kysely<Schema>, name: string, version = 0) =>
  db.insertInto('settings').values({ name, value: '{}', version, updated_at: 0 }).execute();

async function namesIn({ read }: Database): Promise<string[]> {
  const rows = await read.selectFrom('settings').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

describe.each(databaseKinds)('a transaction on %s', (kind) => {
  test('that fails is undone alone, whatever runs beside it', async () => {
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

  test('is seen by others only when it is over', async () => {
    const database = await openTestDatabase(kind);
    const during = await database.transaction(async (tx) => {
      await insert(tx, 'mine');
      return { outside: await namesIn(database), inside: await namesIn({ ...database, read: tx }) };
    });
    expect(during).toEqual({ outside: [], inside: ['mine'] });
    expect(await namesIn(database)).toEqual(['mine']);
  });

  test('gives back what its work gives back', async () => {
    const database = await openTestDatabase(kind);
    expect(await database.transaction(async () => 'the result')).toBe('the result');
  });

  test('with a lock decides alone: a hundred at once count to a hundred', async () => {
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
