import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** The application's database, embedded or PostgreSQL; every store works on both alike. */
export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** For reading outside a transaction. What was acknowledged before is seen. */
  readonly read: Kysely<Schema>;
  /**
   * Runs `work` in a transaction: all of it is on disk when this resolves, or none of it ever.
   * Inside, await nothing but the database: with the embedded one everybody's writes wait. PostgreSQL
   * runs `work` again after a conflict with another transaction or the loss of the connection.
   *
   * @throws DatabaseUnavailable if the database failed. Where it failed during the commit, nobody knows
   * whether `work` was written.
   * @throws TypeError inside another transaction of this database
   */
  transaction<T>(
    work: (tx: Kysely<Schema>) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** Until the transaction ends no other one passes the same lock, on any server. */
  lock(tx: Kysely<Schema>, name: LockName): Promise<void>;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** Whether its statements can take as long as they need; a migration's can. */
  readonly isUnlimited?: boolean;
}

/** What must be decided by one transaction at a time. */
export type LockName = 'accounts' | 'settings';
