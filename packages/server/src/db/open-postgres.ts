import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Database, LockName } from './database.ts';
import type { Schema } from './schema.ts';

const bigint = 20;
/** Serialization failure, deadlock, and a row that another wrote or deleted first: nothing was written, and trying again sees more. */
const passing = new Set(['40001', '40P01', '23505', '23503']);

/** Opens PostgreSQL (`postgres://…`), which several servers may share. */
export function openPostgres(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 16,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    types: {
      getTypeParser: (id, format) => (id === bigint ? Number : pg.types.getTypeParser(id, format)),
    },
  });
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    read: db,
    transaction: (work) => withRetry(() => db.transaction().execute(work)),
    lock: async (tx, name) => {
      await sql`select pg_advisory_xact_lock(${lockNumber(name)})`.execute(tx);
    },
    close: () => db.destroy(),
  };
}

/** A stable number of 48 bits for a lock's name, so that no other program's small numbers meet it. */
export function lockNumber(name: LockName | 'migrations'): number {
  return createHash('sha256').update(`dashboard ${name}`).digest().readUIntBE(0, 6);
}

async function withRetry<T>(run: () => Promise<T>, triesLeft = 3): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (triesLeft === 0 || !passing.has(code)) throw error;
    return withRetry(run, triesLeft - 1);
  }
}
