import { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  databaseKinds,
  newDatabaseUrl,
  newFolder,
  openTestDatabase,
} from '../testing/test-database.ts';
import { askDatabase } from './ask-database.ts';
import type { Database, Tx } from './database.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';
import { prepared } from './prepared.ts';
import type { Schema } from './schema.ts';
import { createTransactionScope } from './transaction-scope.ts';

const insert = (db: Kysely<Schema>, name: string, value = '{}') =>
  db.insertInto('settings').values({ name, value, version: 0, updated_at: 0 }).execute();

const touch = (tx: Tx, name: string) =>
  tx
    .updateTable('settings')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('name', '=', name)
    .execute();

const findSetting = prepared<{ name: string }, { name: string }>((db, p) =>
  db.selectFrom('settings').select('name').where('name', '=', p('name')),
);

async function settingsIn({ read }: Database): Promise<string[]> {
  const rows = await read
    .selectFrom('settings')
    .select(['name', 'version'])
    .orderBy('name')
    .execute();
  return rows.map(({ name, version }) => `${name} ${version}`);
}

/** A promise, and the function that fulfils it. */
function signal(): { readonly promise: Promise<void>; readonly send: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, send: resolve };
}

const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

describe.each(databaseKinds)('a transaction inside a transaction on %s', (kind) => {
  test('throws, and later transactions work', async () => {
    const database = await openTestDatabase(kind);
    const nested = database.transaction(() => database.transaction((tx) => insert(tx, 'inner')));
    await expect(nested).rejects.toThrow(TypeError);
    await expect(nested).rejects.toThrow(/inside a transaction/);
    await database.transaction((tx) => insert(tx, 'after'));
    expect(await settingsIn(database)).toEqual(['after 0']);
  });

  test('is allowed in what a finished transaction left behind', async () => {
    const database = await openTestDatabase(kind);
    let later: Promise<unknown> = Promise.resolve();
    const ended = signal();
    await database.transaction(async (tx) => {
      await insert(tx, 'first');
      later = ended.promise.then(() => database.transaction((tx) => insert(tx, 'later')));
    });
    ended.send();
    await later;
    expect(await settingsIn(database)).toEqual(['first 0', 'later 0']);
  });
});

describe.each(databaseKinds)('a transaction that never ends on %s', (kind) => {
  async function openWithShortLimit(): Promise<Database> {
    const scope = createTransactionScope(200);
    const database =
      kind === 'sqlite'
        ? openSqlite(`${newFolder()}/dashboard.sqlite`, scope)
        : openPostgres(await newDatabaseUrl(), scope);
    onTestFinished(() => database.close());
    await migrate(database, 0);
    return database;
  }

  test('is rolled back, and later transactions work', async () => {
    const database = await openWithShortLimit();
    const stuck = database.transaction(async (tx) => {
      await insert(tx, 'stuck');
      await new Promise(() => undefined);
    });
    const next = database.transaction((tx) => insert(tx, 'next'));
    await expect(stuck).rejects.toThrow('its work took more than 0.2 s');
    await next;
    expect(await settingsIn(database)).toEqual(['next 0']);
  });

  test('can run no statement after it was rolled back', async () => {
    const database = await openWithShortLimit();
    const late = signal();
    const outcomes: unknown[] = [];
    const stuck = database.transaction(async (tx) => {
      await late.promise;
      outcomes.push(await failureOf(insert(tx, 'late')));
      outcomes.push(await failureOf(findSetting(tx, { name: 'late' })));
    });
    await expect(stuck).rejects.toThrow('its work took more than');
    late.send();
    await expect.poll(() => outcomes.length).toBe(2);
    expect(outcomes).toEqual([expect.any(TypeError), expect.any(TypeError)]);
    expect(await settingsIn(database)).toEqual([]);
  });
});

describe.each(databaseKinds)('a closed database on %s', (kind) => {
  test('refuses each transaction and read, though only a transaction used it before', async () => {
    const database =
      kind === 'sqlite'
        ? openSqlite(`${newFolder()}/dashboard.sqlite`)
        : openPostgres(await newDatabaseUrl());
    await migrate(database, 0);
    await database.transaction((tx) => findSetting(tx, { name: 'a' }));
    await database.close();
    const write = () => failureOf(database.transaction((tx) => findSetting(tx, { name: 'a' })));
    expect(await write()).toBeInstanceOf(Error);
    expect(await write()).toBeInstanceOf(Error);
    expect(await failureOf(findSetting(database.read, { name: 'a' }))).toBeInstanceOf(Error);
  });
});

describe('conflicts between transactions on PostgreSQL', () => {
  test('a deadlock is resolved by a retry: both transactions are committed', async () => {
    const database = await openTestDatabase('postgres');
    await insert(database.read, 'a');
    await insert(database.read, 'b');
    const locked = { a: signal(), b: signal() };
    const both = async (first: 'a' | 'b', second: 'a' | 'b') =>
      database.transaction(async (tx) => {
        await touch(tx, first);
        locked[first].send();
        await locked[second].promise;
        await touch(tx, second);
      });
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    expect(await settingsIn(database)).toEqual(['a 2', 'b 2']);
  });

  test('a serialization failure is resolved by a retry: no update is lost', async () => {
    const database = await openTestDatabase('postgres');
    await insert(database.read, 'a');
    const read = [signal(), signal()];
    const addOne = (own: number) =>
      database.transaction(async (tx) => {
        await sql`set transaction isolation level serializable`.execute(tx);
        const { version } = await tx
          .selectFrom('settings')
          .select('version')
          .where('name', '=', 'a')
          .executeTakeFirstOrThrow();
        read[own]?.send();
        await read[1 - own]?.promise;
        await tx
          .updateTable('settings')
          .set({ version: version + 1 })
          .execute();
      });
    await Promise.all([addOne(0), addOne(1)]);
    expect(await settingsIn(database)).toEqual(['a 2']);
  });

  test('a unique violation by a concurrent insert is resolved by a retry, which sees the row', async () => {
    const database = await openTestDatabase('postgres');
    const looked = [signal(), signal()];
    const insertOrTouch = (own: number) =>
      database.transaction(async (tx) => {
        const known = await findSetting(tx, { name: 'a' });
        looked[own]?.send();
        await looked[1 - own]?.promise;
        if (known.length === 0) await insert(tx, 'a');
        else await touch(tx, 'a');
      });
    await Promise.all([insertOrTouch(0), insertOrTouch(1)]);
    expect(await settingsIn(database)).toEqual(['a 1']);
  });
});

describe('a failure of PostgreSQL', () => {
  test('a connection that is terminated between two statements is replaced, and the work runs again', async () => {
    const { database, admin } = await withAdministrator();
    let runs = 0;
    await database.transaction(async (tx) => {
      runs += 1;
      await insert(tx, 'a');
      if (runs === 1) await terminateConnections(admin);
      await insert(tx, 'b');
    });
    expect(runs).toBe(2);
    expect(await settingsIn(database)).toEqual(['a 0', 'b 0']);
  });

  test('connections that are terminated while idle do not fail the next reads', async () => {
    const { database, admin } = await withAdministrator();
    await insert(database.read, 'a');
    const readMany = () =>
      Promise.all(Array.from({ length: 30 }, () => findSetting(database.read, { name: 'a' })));
    await readMany();
    await terminateConnections(admin);
    for (const rows of await readMany()) expect(rows).toEqual([{ name: 'a' }]);
  });

  test('a transaction that always loses its connection is refused as unavailable', async () => {
    const { database, admin } = await withAdministrator();
    const refused = await failureOf(
      database.transaction(async (tx) => {
        await insert(tx, 'a');
        await terminateConnections(admin);
        await insert(tx, 'b');
      }),
    );
    expect(refused).toBeInstanceOf(DatabaseUnavailable);
    expect(refused).toMatchObject({ code: 'database_unavailable' });
    expect(await settingsIn(database)).toEqual([]);
  });

  test('a read-only server refuses writes and readiness as unavailable, and reads work', async () => {
    const { database, admin, name } = await withAdministrator();
    await insert(database.read, 'a');
    const setReadOnly = async (value: 'on' | 'off') => {
      await admin.query(`alter database "${name}" set default_transaction_read_only = ${value}`);
      await terminateConnections(admin);
    };
    await setReadOnly('on');
    const write = () => database.transaction((tx) => insert(tx, 'b'));
    expect(await failureOf(write())).toBeInstanceOf(DatabaseUnavailable);
    expect(await failureOf(askDatabase(database))).toBeInstanceOf(DatabaseUnavailable);
    expect(await findSetting(database.read, { name: 'a' })).toEqual([{ name: 'a' }]);
    await setReadOnly('off');
    await write();
    await askDatabase(database);
  });

  test('when all connections are in use, a transaction is refused after a few seconds', async () => {
    const { database } = await withAdministrator();
    const end = signal();
    const all = Array.from({ length: 16 }, () => signal());
    const users = all.map(({ send }) =>
      database.transaction(async (tx) => {
        await insert(tx, crypto.randomUUID());
        send();
        await end.promise;
      }),
    );
    await Promise.all(all.map(({ promise }) => promise));
    const refused = await failureOf(database.transaction((tx) => insert(tx, 'one too many')));
    expect(refused).toBeInstanceOf(DatabaseUnavailable);
    end.send();
    await Promise.all(users);
    await database.transaction((tx) => insert(tx, 'after'));
  }, 20_000);

  test('without a server, every use is refused as unavailable', async () => {
    const database = openPostgres('postgres://nobody@127.0.0.1:9/none');
    onTestFinished(() => database.close());
    const uses = [
      findSetting(database.read, { name: 'a' }),
      insert(database.read, 'a'),
      database.transaction((tx) => insert(tx, 'a')),
      migrate(database, 0),
      askDatabase(database),
    ];
    for (const failure of await Promise.all(uses.map(failureOf)))
      expect(failure).toBeInstanceOf(DatabaseUnavailable);
  });
});

/** A database with a second connection, which no failure of the others affects. */
async function withAdministrator() {
  const url = await newDatabaseUrl();
  const database = openPostgres(url);
  const admin = new pg.Client({ connectionString: url });
  onTestFinished(async () => {
    await database.close();
    await admin.end();
  });
  await admin.connect();
  await migrate(database, 0);
  return { database, admin, name: new URL(url).pathname.slice(1) };
}

async function terminateConnections(admin: pg.Client): Promise<void> {
  await admin.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

describe('a failure of the embedded database', () => {
  test('a full database refuses each transaction of the commit as unavailable, and works again with free space', async () => {
    const database = await openTestDatabase('sqlite');
    const setMaxPages = (count: number) =>
      database.transaction((tx) => sql.raw(`pragma max_page_count = ${count}`).execute(tx));
    await setMaxPages(1);
    const big = 'x'.repeat(1_000_000);
    const outcomes = await Promise.all(
      [insert, (tx: Tx) => insert(tx, 'big', big), insert].map((work, index) =>
        failureOf(database.transaction((tx) => work(tx, `row ${index}`))),
      ),
    );
    for (const outcome of outcomes) expect(outcome).toBeInstanceOf(DatabaseUnavailable);
    expect(await settingsIn(database)).toEqual([]);
    await setMaxPages(1_000_000);
    await database.transaction((tx) => insert(tx, 'big', big));
    expect(await settingsIn(database)).toEqual(['big 0']);
  });

  test('a file that became read-only refuses writes as unavailable, and reads work', async () => {
    const database = await openTestDatabase('sqlite');
    const setReadOnly = (tx: Tx, value: 'on' | 'off') =>
      sql.raw(`pragma query_only = ${value}`).execute(tx);
    const refused = await failureOf(
      database.transaction(async (tx) => {
        await setReadOnly(tx, 'on');
        await insert(tx, 'a').finally(() => setReadOnly(tx, 'off'));
      }),
    );
    expect(refused).toBeInstanceOf(DatabaseUnavailable);
    expect(await settingsIn(database)).toEqual([]);
    await database.transaction((tx) => insert(tx, 'b'));
    expect(await settingsIn(database)).toEqual(['b 0']);
  });

  test('waits for another process’s write lock without blocking this process', async () => {
    const { database, lock } = await withOtherProcess();
    lock.exec('begin immediate');
    const write = database.transaction((tx) => insert(tx, 'a'));
    // Several turns of the event loop, and a read, while the write waits.
    const { promise: later, resolve } = Promise.withResolvers<string>();
    setTimeout(resolve, 100, 'still running');
    expect(await Promise.race([write, later])).toBe('still running');
    expect(await settingsIn(database)).toEqual([]);
    lock.exec('commit');
    await write;
    expect(await settingsIn(database)).toEqual(['a 0']);
  });

  test('refuses as unavailable a transaction that waited seconds for another process’s write lock', async () => {
    const { database, lock } = await withOtherProcess();
    lock.exec('begin immediate');
    const writes = ['a', 'b'].map((name) =>
      failureOf(database.transaction((tx) => insert(tx, name))),
    );
    for (const write of writes) expect(await write).toBeInstanceOf(DatabaseUnavailable);
    lock.exec('rollback');
    await database.transaction((tx) => insert(tx, 'c'));
    expect(await settingsIn(database)).toEqual(['c 0']);
  }, 20_000);
});

async function withOtherProcess() {
  const path = `${newFolder()}/dashboard.sqlite`;
  const database = openSqlite(path);
  await migrate(database, 0);
  const lock = new DatabaseSync(path);
  onTestFinished(async () => {
    lock.close();
    await database.close();
  });
  return { database, lock };
}
