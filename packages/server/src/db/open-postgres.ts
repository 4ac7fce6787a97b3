import { createHash, hash } from 'node:crypto';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import type { Database, LockName } from './database.ts';
import { runPreparedDirectly } from './prepared.ts';
import type { Schema } from './schema.ts';

const bigint = 20;
const poolSize = 16;
/** A named statement whose columns a migration has changed since it was planned. */
const outdatedPlan = '0A000';
/**
 * Serialization failure, deadlock, a row that another wrote or deleted first, an outdated plan: nothing
 * was written, and trying again sees more.
 */
const passing = new Set(['40001', '40P01', '23505', '23503', outdatedPlan]);

/** Opens PostgreSQL (`postgres://…`), which several servers may share. */
export function openPostgres(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    types: {
      getTypeParser: (id, format) => (id === bigint ? Number : pg.types.getTypeParser(id, format)),
    },
  });
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const kyselyOn = rememberKysely();
  // A connection that a statement failed on is closed by the pool, and its plans with it.
  runPreparedDirectly(db, (text, values) =>
    withRetry(async () => (await pool.query(named(text, values))).rows),
  );
  return {
    kind: 'postgres',
    read: db,
    transaction: (work) => withRetry(() => inTransaction(pool, kyselyOn, work)),
    lock: async (tx, name) => {
      await sql`select pg_advisory_xact_lock(${lockNumber(name)})`.execute(tx);
    },
    close: () => db.destroy(),
  };
}

/** As many as there are prepared queries in the program. */
const names = new Map<string, string>();

/** A statement that a connection parses once and plans a few times: its name comes from its text. */
function named(text: string, values: readonly unknown[]): pg.QueryConfig {
  const name = names.get(text) ?? hash('sha256', text).slice(0, 32);
  names.set(text, name);
  return { name, text, values: [...values] };
}

type KyselyOn = (client: pg.PoolClient) => Kysely<Schema>;

/** Kysely's own transactions don't say which connection they are on; these do. */
function rememberKysely(): KyselyOn {
  const known = new WeakMap<pg.PoolClient, Kysely<Schema>>();
  return (client) => {
    const before = known.get(client);
    if (before !== undefined) return before;
    const borrowed: PostgresPoolClient = {
      query: client.query.bind(client) as PostgresPoolClient['query'],
      release: () => undefined,
    };
    const pool: PostgresPool = { connect: async () => borrowed, end: async () => undefined };
    const tx = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    runPreparedDirectly(tx, async (text, values) => (await client.query(named(text, values))).rows);
    known.set(client, tx);
    return tx;
  };
}

async function inTransaction<T>(
  pool: pg.Pool,
  kyselyOn: KyselyOn,
  work: (tx: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(kyselyOn(client));
    const { command } = await client.query('commit');
    // What PostgreSQL says where a statement failed and the work went on as if it hadn't.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back when it should end');
    client.release();
    return result;
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(codeOf(error) === outdatedPlan),
      () => client.release(true),
    );
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A stable number of 48 bits for a lock's name, so that no other program's small numbers meet it. */
export function lockNumber(name: LockName | 'migrations'): number {
  return createHash('sha256').update(`dashboard ${name}`).digest().readUIntBE(0, 6);
}

/** An outdated plan may wait on each connection of the pool. */
async function withRetry<T>(run: () => Promise<T>, tried = 0): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const code = codeOf(error);
    const mostTries = code === outdatedPlan ? poolSize : 3;
    if (tried >= mostTries || !passing.has(code)) throw error;
    return withRetry(run, tried + 1);
  }
}
