import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ConnectionLost, DatabaseUnavailable } from './database-unavailable.ts';

export const poolSize = 16;
/** The time limit for a connection, from the pool or from the server, in milliseconds. */
const connectTimeout = 5_000;
/** The time after which the server cancels a statement, in milliseconds. */
const statementTimeout = 10_000;
/** The time after which we stop waiting for a server that doesn't even cancel, in milliseconds. */
const responseTimeout = 12_000;
/** How long the server keeps the locks of a client that does not respond, in milliseconds. */
const idleInTransactionTimeout = 10_000;
/** All connections are replaced at most this often, in milliseconds. */
const replaceEvery = 1_000;

const bigint = 20;
const tooManyConnections = '53300';
const readOnlyTransaction = '25006';
/**
 * SQLSTATE (PostgreSQL manual, appendix A): connection failures, lack of resources, operator
 * intervention (a shutdown, a cancelled statement), system errors, a lock not available, a session that
 * was idle in a transaction for too long, a read-only server.
 */
const unavailable = /^(?:08|53|57|58)|^(?:55P03|25P03|25006)$/;
/** After these the server closes the connection. */
const fatal = /^(?:08|57P)|^25P03$/;

export interface PostgresPool {
  /** @throws DatabaseUnavailable */
  borrow(): Promise<PostgresConnection>;
  /** Returns a connection to the pool, unless it can't be used again. */
  giveBack(connection: PostgresConnection): void;
  /**
   * A connection outside of the pool whose statements have no time limit. @throws
   * DatabaseUnavailable
   */
  openUnlimited(): Promise<PostgresConnection>;
  close(): Promise<void>;
}

export interface PostgresConnection {
  /** Whether it can't be used again; set it to make `giveBack` close the connection. */
  isUnusable: boolean;
  /** @throws ConnectionLost, DatabaseUnavailable, or the server's own error (`pg.DatabaseError`) */
  run(query: string | pg.QueryConfig): Promise<pg.QueryResult>;
  /** Closes the connection; one from the pool goes back with `giveBack`. */
  end(): Promise<void>;
}

/**
 * A pool of connections in which no failure of the server ends the process or outlasts the failure
 * itself.
 */
export function createPostgresPool(url: string): PostgresPool {
  let generation = 0;
  let replacedAt = 0;

  /** A server that failed may have been replaced by another one: its other connections are stale too. */
  function replaceAll(): void {
    const now = Date.now();
    if (now - replacedAt < replaceEvery) return;
    replacedAt = now;
    generation += 1;
  }

  class Connection extends pg.Client implements PostgresConnection {
    readonly generation = generation;
    isUnusable = false;

    constructor(config?: pg.ClientConfig) {
      super(config);
      // Without a listener, a connection that breaks while idle ends the process.
      this.on('error', () => {
        this.isUnusable = true;
      });
    }

    async run(query: string | pg.QueryConfig): Promise<pg.QueryResult> {
      try {
        return await this.query(query);
      } catch (error) {
        throw this.#asFailure(error);
      }
    }

    #asFailure(error: unknown): unknown {
      if (error instanceof pg.DatabaseError) {
        const code = error.code ?? '';
        if (!unavailable.test(code)) return error;
        const isFatal = fatal.test(code);
        if (isFatal) this.isUnusable = true;
        if (isFatal || code === readOnlyTransaction) replaceAll();
        return isFatal ? new ConnectionLost(error) : new DatabaseUnavailable(error);
      }
      const isBroken = this.isUnusable;
      // After any other error, the state of the connection is unknown.
      this.isUnusable = true;
      if (error instanceof TypeError) return error;
      replaceAll();
      return isBroken ? new ConnectionLost(error) : new DatabaseUnavailable(error);
    }
  }

  const config: pg.PoolConfig = {
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeout,
    statement_timeout: statementTimeout,
    query_timeout: responseTimeout,
    idle_in_transaction_session_timeout: idleInTransactionTimeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: {
      getTypeParser: (id, format) => (id === bigint ? Number : pg.types.getTypeParser(id, format)),
    },
  };
  const pool = new pg.Pool({ ...config, Client: Connection });
  pool.on('error', replaceAll);

  return {
    async borrow() {
      const deadline = Date.now() + connectTimeout;
      for (;;) {
        try {
          const connection = (await pool.connect()) as unknown as Connection & pg.PoolClient;
          if (connection.generation === generation) return connection;
          connection.release(true);
        } catch (error) {
          // One of our own connections may be free before the server accepts another.
          if (codeOf(error) !== tooManyConnections || Date.now() > deadline)
            throw new DatabaseUnavailable(error);
          await delay(100);
        }
      }
    },
    giveBack(connection) {
      const { generation: own, isUnusable, release } = connection as Connection & pg.PoolClient;
      release(isUnusable || own !== generation);
    },
    async openUnlimited() {
      const connection = new Connection({ ...config, statement_timeout: 0, query_timeout: 0 });
      try {
        await connection.connect();
        return connection;
      } catch (error) {
        throw new DatabaseUnavailable(error);
      }
    },
    close: () => pool.end(),
  };
}

/** PostgreSQL's SQLSTATE or Node's code of an error; '' if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
