import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newFolder, openTestDatabase } from '../testing/test-database.ts';
import type { Database } from './database.ts';
import { openSqlite } from './open-sqlite.ts';

async function namesIn({ read }: Database): Promise<string[]> {
  const rows = await read.selectFrom('settings').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

const insert = (name: string) => (database: Database) =>
  database.transaction((tx) =>
    tx.insertInto('settings').values({ name, value: '{}', version: 0, updated_at: 0 }).execute(),
  );

describe('transactions that share a commit', () => {
  test('are all refused if the commit fails, none is written, and the next ones succeed', async () => {
    const database = await openTestDatabase('sqlite');
    const breaking = database.transaction(async (tx) => {
      await sql`pragma defer_foreign_keys = on`.execute(tx);
      await tx
        .insertInto('group_members')
        .values({ group_id: 99, account_id: 99, origin: 'hand' })
        .execute();
    });
    const outcomes = await Promise.allSettled([insert('other')(database), breaking]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { message: expect.stringMatching(/foreign key/i) } },
      { status: 'rejected', reason: { message: expect.stringMatching(/foreign key/i) } },
    ]);
    await insert('after')(database);
    expect(await namesIn(database)).toEqual(['after']);
  });

  test('run one after the other, although each waits in between', async () => {
    const database = await openTestDatabase('sqlite');
    const order: string[] = [];
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        database.transaction(async (tx) => {
          order.push(`${index} begins`);
          await tx.selectFrom('settings').selectAll().execute();
          order.push(`${index} ends`);
        }),
      ),
    );
    expect(order).toEqual(
      Array.from({ length: 300 }, (_, index) => [`${index} begins`, `${index} ends`]).flat(),
    );
  });

  test('include those that start while others commit', async () => {
    const database = await openTestDatabase('sqlite');
    await Promise.all(
      ['a', 'b'].map(async (name) => {
        for (const turn of [1, 2, 3]) await insert(`${name}${turn}`)(database);
      }),
    );
    expect(await namesIn(database)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });
});

test('acknowledged changes survive the sudden end of the process, and nothing is half written', async () => {
  const path = join(newFolder(), 'dashboard.sqlite');
  const writer = spawn(process.execPath, ['--input-type=module', '--eval', writePairs(path)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answered: string[] = [];
  for await (const name of createInterface({ input: writer.stdout })) {
    answered.push(name);
    if (answered.length === 200) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');

  const database = openSqlite(path);
  onTestFinished(() => database.close());
  const there = new Set(await namesIn(database));
  expect(answered.length).toBeGreaterThanOrEqual(200);
  expect(answered.filter((name) => !there.has(`${name} one`) || !there.has(`${name} two`))).toEqual(
    [],
  );
  const halves = [...there].filter((name) => {
    const [number, which] = name.split(' ');
    return !there.has(`${number} ${which === 'one' ? 'two' : 'one'}`);
  });
  expect(halves).toEqual([]);
});

/**
 * A program that writes pairs of rows, eight at a time for ever, and prints each acknowledged pair.
 */
function writePairs(path: string): string {
  const from = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  return `
    import { migrate } from ${from('./migrate.ts')};
    import { openSqlite } from ${from('./open-sqlite.ts')};
    const database = openSqlite(${JSON.stringify(path)});
    await migrate(database, 0);
    const insert = (tx, name) => tx.insertInto('settings').values({ name, value: '{}', version: 0, updated_at: 0 }).execute();
    let next = 0;
    async function write() {
      for (;;) {
        const name = String(next++);
        await database.transaction(async (tx) => {
          await insert(tx, name + ' one');
          await insert(tx, name + ' two');
        });
        console.log(name);
      }
    }
    await Promise.all(Array.from({ length: 8 }, write));`;
}
