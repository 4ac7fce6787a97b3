import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { setBounded } from '../set-bounded.ts';
import type { Database, Tx } from './database.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { restrictToOwner } from './owner-only.ts';
import { runPreparedDirectly } from './prepared.ts';
import type { Schema } from './schema.ts';
import { openSlowReader } from './slow-reader.ts';
import { openConnection } from './sqlite-connection.ts';
import { isBusy, translateSqliteErrors } from './sqlite-errors.ts';
import { createTransactionScope, type TransactionScope } from './transaction-scope.ts';

/** The maximum number of transactions that share one sync to disk. */
const groupSize = 256;
/** The maximum number of event loop turns that a group waits for more transactions. */
const maxTurnsToGather = 4;
/** How long transactions wait while another process holds the write lock, in milliseconds. */
const lockTimeout = 5_000;
/** How often they retry meanwhile, in milliseconds. */
const lockPoll = 20;

/**
 * Opens the embedded database: one connection writes, one reads (write-ahead log), and every commit
 * is synced to disk. Waiting transactions share one commit, with a savepoint each, so many sign-ins
 * need only one sync, and none is acknowledged before it.
 */
export function openSqlite(path: string, scope = createTransactionScope()): Database {
  restrictToOwner(path);
  const [writer, reader] = [openConnection(path, false), openConnection(path, true)];
  const [write, read] = [asKysely(writer, scope.refuseEnded), asKysely(reader)];
  const readSlowly = openSlowReader(path);
  return {
    kind: 'sqlite',
    path,
    read,
    readSlowly,
    transaction: groupCommit(writer, write as Tx, scope),
    migration: (work) => migrateOn(openConnection(path, false), work),
    lock: async () => undefined,
    close: async () => {
      await readSlowly.destroy();
      await read.destroy();
      await write.destroy();
      // Kysely closes a connection only if it has run a query itself.
      for (const connection of [writer, reader]) if (connection.isOpen) connection.close();
    },
  };
}

interface Job {
  /** @returns whether its writes are to be committed. @throws DatabaseUnavailable */
  readonly run: () => Promise<boolean>;
  readonly settle: (failure: unknown) => void;
}

function groupCommit(
  connection: DatabaseSync,
  tx: Tx,
  scope: TransactionScope,
): Database['transaction'] {
  const waiting: Job[] = [];
  let running = false;

  async function commitAll(): Promise<void> {
    while (waiting.length > 0) {
      await untilQuiet(waiting);
      const locked = await takeWriteLock(connection);
      if (locked.isTaken) await commitGroup(connection, waiting.splice(0, groupSize));
      else for (const job of waiting.splice(0)) job.settle(locked.failure);
    }
    running = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      scope.refuseNested();
      let settle: () => void = () => undefined;
      waiting.push({
        run: async () => {
          try {
            const result = await scope.run(() => work(tx));
            settle = () => resolve(result);
            return true;
          } catch (error) {
            if (error instanceof DatabaseUnavailable) throw error;
            settle = () => reject(error);
            return false;
          }
        },
        settle: (failure) => (failure === null ? settle() : reject(failure)),
      });
      if (running) return;
      running = true;
      void commitAll();
    });
}

/**
 * Waits for transactions that are about to arrive: as long as each turn of the event loop brings
 * more, up to a few turns.
 */
async function untilQuiet(waiting: readonly Job[]): Promise<void> {
  let before = 0;
  for (let turn = 0; turn < maxTurnsToGather && waiting.length > before; turn += 1) {
    before = waiting.length;
    await nextTurn();
  }
}

type WriteLock =
  | { readonly isTaken: true }
  | { readonly isTaken: false; readonly failure: unknown };

/**
 * Begins a transaction; while another process holds the write lock, the rest of the server keeps
 * running.
 */
async function takeWriteLock(connection: DatabaseSync): Promise<WriteLock> {
  const deadline = Date.now() + lockTimeout;
  for (;;) {
    try {
      translateSqliteErrors(() => connection.exec('begin immediate'));
      return { isTaken: true };
    } catch (failure) {
      if (!isBusy(failure) || Date.now() > deadline) return { isTaken: false, failure };
      await delay(lockPoll);
    }
  }
}

/** Runs each job in a savepoint of the open transaction, and commits all of them or none. */
async function commitGroup(connection: DatabaseSync, jobs: readonly Job[]): Promise<void> {
  const run = (sql: 'savepoint job' | 'release job' | 'rollback to job' | 'commit') =>
    translateSqliteErrors(() => connection.exec(sql));
  let failure: unknown = null;
  try {
    for (const job of jobs) {
      run('savepoint job');
      const isKept = await job.run();
      // After some errors SQLite rolls the whole transaction back by itself, and would commit what
      // follows.
      if (!connection.isTransaction) throw rolledBack();
      if (!isKept) run('rollback to job');
      run('release job');
    }
    run('commit');
  } catch (error) {
    failure = error;
    rollBack(connection);
  }
  for (const job of jobs) job.settle(failure);
}

/**
 * Runs the work with foreign keys off: rebuilding a table drops it, which would delete the rows that
 * refer to it. The setting can't be changed inside a transaction.
 */
async function migrateOn<T>(connection: DatabaseSync, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = asKysely(connection) as Tx;
  try {
    connection.exec('pragma foreign_keys = off');
    const locked = await takeWriteLock(connection);
    if (!locked.isTaken) throw locked.failure;
    const result = await work(tx);
    const [broken] = connection.prepare('pragma foreign_key_check').all();
    if (broken !== undefined)
      throw new Error(
        `After the migration a row of the table "${broken.table}" refers to a row of "${broken.parent}" that doesn't exist.`,
      );
    translateSqliteErrors(() => connection.exec('commit'));
    return result;
  } catch (error) {
    rollBack(connection);
    throw error;
  } finally {
    await tx.destroy();
  }
}

function rolledBack(): DatabaseUnavailable {
  return new DatabaseUnavailable(new Error('SQLite rolled the transaction back'));
}

function rollBack(connection: DatabaseSync): void {
  try {
    if (connection.isOpen && connection.isTransaction) connection.exec('rollback');
  } catch {
    // The callers get the first error.
  }
}

/** @param guard called before each statement */
function asKysely(connection: DatabaseSync, guard: () => void = () => undefined): Kysely<Schema> {
  const database = asKyselyDatabase(connection, guard);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  runPreparedDirectly(db, (sql, values) => {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.all(values);
    statement.run(values);
    return [];
  });
  return db;
}

/** Enough for all prepared queries and the usual variants of the others. */
const maxStatements = 500;

/**
 * Node's SQLite in the interface that Kysely's dialect needs. Statements are prepared once; the
 * oldest are dropped first.
 */
function asKyselyDatabase(connection: DatabaseSync, guard: () => void): SqliteDatabase {
  const kept = new Map<string, ReturnType<SqliteDatabase['prepare']>>();
  return {
    close: () => connection.close(),
    prepare(sql) {
      guard();
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const statement = asKyselyStatement(translateSqliteErrors(() => connection.prepare(sql)));
      setBounded(kept, maxStatements, [sql, statement]);
      return statement;
    },
  };
}

function asKyselyStatement(statement: StatementSync): ReturnType<SqliteDatabase['prepare']> {
  return {
    reader: statement.columns().length > 0,
    all: (values) => translateSqliteErrors(() => statement.all(...(values as SQLInputValue[]))),
    run: (values) => translateSqliteErrors(() => statement.run(...(values as SQLInputValue[]))),
    iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
  };
}
