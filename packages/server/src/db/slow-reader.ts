import { Worker } from 'node:worker_threads';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { DatabaseUnavailable } from './database-unavailable.ts';
import type { Schema } from './schema.ts';
import type { SlowQuery, SlowResult } from './slow-reader-thread.ts';
import { translateSqliteError } from './sqlite-errors.ts';

/**
 * Reads the embedded database in a separate thread: SQLite runs a statement to its end, and a search
 * among a million accounts would stop every sign-in meanwhile. The thread starts with the first query.
 */
export function openSlowReader(path: string): Kysely<Schema> {
  const driver = createDriver(path);
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

type Waiting = PromiseWithResolvers<unknown[]>;

function createDriver(path: string): Driver {
  let thread: Worker | null = null;
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  function fail(ended: Worker, error: unknown): void {
    if (thread !== ended) return;
    thread = null;
    for (const { reject } of waiting.values()) reject(new DatabaseUnavailable(error));
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(new URL('./slow-reader-thread.ts', import.meta.url), {
      workerData: path,
    });
    // A server that stops doesn't wait for an idle thread.
    started.unref();
    started.on('message', (result: SlowResult) => settle(result));
    started.on('error', (error) => fail(started, error));
    started.on('exit', () => fail(started, new Error('The thread that reads ended.')));
    return started;
  }

  function settle({ id, rows, failure }: SlowResult): void {
    const query = waiting.get(id);
    waiting.delete(id);
    if (failure === null) query?.resolve(rows);
    else query?.reject(translateSqliteError(Object.assign(new Error(failure.message), failure)));
  }

  async function run({ sql, parameters }: CompiledQuery): Promise<unknown[]> {
    thread ??= start();
    lastId += 1;
    const query: Waiting = Promise.withResolvers();
    waiting.set(lastId, query);
    thread.postMessage({ id: lastId, sql, parameters } satisfies SlowQuery);
    return query.promise;
  }

  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery) => ({ rows: await run(query) }) as QueryResult<R>,
    streamQuery: () => {
      throw new TypeError('The slow reader does not stream.');
    },
  };
  const refuse = async () => {
    throw new TypeError('The slow reader has no transactions.');
  };
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {
      await thread?.terminate();
    },
  };
}
