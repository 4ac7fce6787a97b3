import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { lowerText } from './contains-text.ts';
import type { Database } from './database.ts';
import { runPreparedDirectly } from './prepared.ts';
import type { Schema } from './schema.ts';

/** How many transactions share one sync to disk at the most. */
const groupSize = 256;
/** For how many turns of the event loop a group waits for more at the most. */
const maxTurnsToGather = 4;
/** The log grows to so many pages of 4 KiB before it is folded back into the file. */
const checkpointPages = 8_000;

/**
 * Opens the embedded database: one connection writes, one reads (write-ahead log), and every commit is
 * synced to disk. Transactions that wait share one commit, a savepoint each, so a storm of sign-ins
 * pays for one sync, and none is answered before it.
 */
export function openSqlite(path: string): Database {
  const [writer, reader] = [openConnection(path, false), openConnection(path, true)];
  const [write, read] = [asKysely(writer), asKysely(reader)];
  return {
    kind: 'sqlite',
    read,
    transaction: groupCommit(writer, write),
    lock: async () => undefined,
    close: async () => {
      await read.destroy();
      await write.destroy();
    },
  };
}

function openConnection(path: string, readOnly: boolean): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly, timeout: 10_000 });
  if (!readOnly)
    connection.exec(
      `pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${checkpointPages}`,
    );
  connection.exec(
    'pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -16000',
  );
  connection.function('lower_unicode', { deterministic: true }, (text) =>
    typeof text === 'string' ? lowerText(text) : text,
  );
  return connection;
}

interface Job {
  /** @returns whether it is to be kept */
  readonly run: () => Promise<boolean>;
  readonly settle: (commitError: unknown) => void;
}

function groupCommit(connection: DatabaseSync, tx: Kysely<Schema>): Database['transaction'] {
  const waiting: Job[] = [];
  let running = false;

  async function commitAll(): Promise<void> {
    while (waiting.length > 0) {
      await untilQuiet(waiting);
      await commitGroup(connection, waiting.splice(0, groupSize));
    }
    running = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      let settle: () => void = () => undefined;
      waiting.push({
        run: async () => {
          try {
            const result = await work(tx);
            settle = () => resolve(result);
            return true;
          } catch (error) {
            settle = () => reject(error);
            return false;
          }
        },
        settle: (commitError) => (commitError === null ? settle() : reject(commitError)),
      });
      if (running) return;
      running = true;
      void commitAll();
    });
}

/** Lets those in who are about to arrive: as long as each turn of the event loop brings more, up to a few. */
async function untilQuiet(waiting: readonly Job[]): Promise<void> {
  let before = 0;
  for (let turn = 0; turn < maxTurnsToGather && waiting.length > before; turn += 1) {
    before = waiting.length;
    await nextTurn();
  }
}

async function commitGroup(connection: DatabaseSync, jobs: readonly Job[]): Promise<void> {
  const run = (sql: 'savepoint job' | 'release job' | 'rollback to job') => connection.exec(sql);
  try {
    connection.exec('begin immediate');
    for (const job of jobs) {
      run('savepoint job');
      if (!(await job.run())) run('rollback to job');
      run('release job');
    }
    connection.exec('commit');
  } catch (error) {
    if (connection.isOpen && connection.isTransaction) connection.exec('rollback');
    for (const job of jobs) job.settle(error);
    return;
  }
  for (const job of jobs) job.settle(null);
}

function asKysely(connection: DatabaseSync): Kysely<Schema> {
  const database = asKyselyDatabase(connection);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  runPreparedDirectly(db, (sql, values) => {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all(values);
    statement.run(values);
    return [];
  });
  return db;
}

/** Node's SQLite in the shape Kysely's dialect asks for; statements are prepared once and kept. */
function asKyselyDatabase(connection: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  return {
    close: () => connection.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const statement = asKyselyStatement(connection.prepare(sql));
      if (kept.size < 500) kept.set(sql, statement);
      return statement;
    },
  };
}

function asKyselyStatement(statement: StatementSync): ReturnType<SqliteDatabase['prepare']> {
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...(values as SQLInputValue[])),
    run: (values) => statement.run(...(values as SQLInputValue[])),
    iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
  };
}
