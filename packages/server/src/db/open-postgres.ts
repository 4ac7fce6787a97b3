import { createHash, hash } from 'node:crypto';
import { Kysely, PostgresDialect, type PostgresPoolClient, sql } from 'kysely';
import type pg from 'pg';
import type { Database, LockName, Tx } from './database.ts';
import { ConnectionLost, DatabaseUnavailable } from './database-unavailable.ts';
import {
  codeOf,
  createPostgresPool,
  type PostgresConnection,
  type PostgresPool,
  poolSize,
} from './postgres-pool.ts';
import { runPreparedDirectly } from './prepared.ts';
import type { Schema } from './schema.ts';
import { createTransactionScope } from './transaction-scope.ts';

/** A named statement with columns that a migration has changed since it was prepared. */
const outdatedPlan = '0A000';
/**
 * Serialization failure, deadlock, a row that another transaction wrote or deleted first: nothing was
 * written, and a retry sees more.
 */
const conflicts = new Set(['40001', '40P01', '23505', '23503']);

/** Opens PostgreSQL (`postgres://…`), which several servers can share. */
export function openPostgres(url: string, scope = createTransactionScope()): Database {
  const pool = createPostgresPool(url);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: asKyselyPool(pool) }) });
  const kyselyOn = rememberKysely(scope.refuseEnded);
  runPreparedDirectly(db, (text, values) => withRetry(() => runOnce(pool, named(text, values))));
  return {
    kind: 'postgres',
    path: null,
    read: db,
    readSlowly: db,
    async transaction(work) {
      scope.refuseNested();
      const onConnection = (connection: PostgresConnection) =>
        inTransaction(connection, () => scope.run(() => work(kyselyOn(connection))));
      return withRetry(() => onPooled(pool, onConnection));
    },
    async migration(work) {
      const connection = await pool.openUnlimited();
      try {
        return await inTransaction(connection, () => work(kyselyOn(connection)));
      } finally {
        await connection.end();
      }
    },
    lock: async (tx, name) => {
      await sql`select pg_advisory_xact_lock(${lockNumber(name)})`.execute(tx);
    },
    async close() {
      await db.destroy();
      // Kysely ends its pool only if it has run a query itself.
      await pool.close();
    },
  };
}

/** As many as the program has prepared queries. */
const names = new Map<string, string>();

/**
 * A statement that a connection parses once and plans a few times: its name is derived from its
 * text.
 */
function named(text: string, values: readonly unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? hash('sha256', text).slice(0, 32);
  names.set(text, name);
  return { name, text, values: [...values] };
}

function asKyselyPool(pool: PostgresPool) {
  return {
    async connect() {
      const connection = await pool.borrow();
      return asKyselyClient(connection, () => pool.giveBack(connection));
    },
    end: async () => undefined,
  };
}

function asKyselyClient(
  connection: Pick<PostgresConnection, 'run'>,
  release: () => void,
): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]) =>
    connection.run({ text, values: [...values] });
  return { query: query as unknown as PostgresPoolClient['query'], release };
}

type KyselyOn = (connection: PostgresConnection) => Tx;

/**
 * Kysely's own transactions don't say which connection they are on; these do.
 *
 * @param guard called before each statement
 */
function rememberKysely(guard: () => void): KyselyOn {
  const known = new WeakMap<PostgresConnection, Tx>();
  return (connection) => {
    const before = known.get(connection);
    if (before !== undefined) return before;
    const guarded = async (query: pg.QueryConfig) => {
      guard();
      return connection.run(query);
    };
    const client = asKyselyClient({ run: guarded }, () => undefined);
    const pool = { connect: async () => client, end: async () => undefined };
    const tx = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }) as Tx;
    runPreparedDirectly(tx, async (text, values) => {
      return (await guarded(named(text, values))).rows;
    });
    known.set(connection, tx);
    return tx;
  };
}

async function runOnce(pool: PostgresPool, query: pg.QueryConfig): Promise<unknown[]> {
  const connection = await pool.borrow();
  try {
    return (await connection.run(query)).rows;
  } catch (error) {
    // A new connection has no outdated plans.
    if (codeOf(error) === outdatedPlan) connection.isUnusable = true;
    throw error;
  } finally {
    pool.giveBack(connection);
  }
}

async function onPooled<T>(
  pool: PostgresPool,
  use: (connection: PostgresConnection) => Promise<T>,
): Promise<T> {
  const connection = await pool.borrow();
  try {
    return await use(connection);
  } finally {
    pool.giveBack(connection);
  }
}

async function inTransaction<T>(
  connection: PostgresConnection,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await connection.run('begin');
    const result = await work();
    await commit(connection);
    return result;
  } catch (error) {
    if (!connection.isUnusable)
      await connection.run('rollback').catch(() => {
        connection.isUnusable = true;
      });
    if (codeOf(error) === outdatedPlan) connection.isUnusable = true;
    throw error;
  }
}

async function commit(connection: PostgresConnection): Promise<void> {
  try {
    const { command } = await connection.run('commit');
    // PostgreSQL answers ROLLBACK if a statement failed and the work continued nevertheless.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back at its end');
  } catch (error) {
    // It is unknown whether it was committed, so there is no retry.
    throw error instanceof ConnectionLost ? new DatabaseUnavailable(error.cause) : error;
  }
}

/**
 * A stable number of 48 bits for a lock's name, so that it never equals another program's small
 * numbers.
 */
export function lockNumber(name: LockName | 'migrations'): number {
  return createHash('sha256').update(`dashboard ${name}`).digest().readUIntBE(0, 6);
}

async function withRetry<T>(run: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await run();
    } catch (error) {
      if (retries >= maxRetries(error)) throw error;
    }
  }
}

function maxRetries(error: unknown): number {
  if (error instanceof ConnectionLost) return 1;
  const code = codeOf(error);
  // Each connection of the pool can have an outdated plan.
  if (code === outdatedPlan) return poolSize;
  return conflicts.has(code) ? 3 : 0;
}
