import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

declare const isTransaction: unique symbol;

/**
 * An open transaction. Functions that write, or that must see earlier writes of the transaction, take
 * this type: `read` does not fit it.
 */
export type Tx = Kysely<Schema> & { readonly [isTransaction]: true };

/** The application's database, embedded or PostgreSQL; every store works on both. */
export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** The file of the embedded database; null on PostgreSQL. */
  readonly path: string | null;
  /** For reading outside a transaction. Sees everything that was acknowledged before. */
  readonly read: Kysely<Schema>;
  /** The same for long lists and searches, which do not delay other requests. */
  readonly readSlowly: Kysely<Schema>;
  /**
   * Runs `work` in a transaction: all of it is on disk when this resolves, or none of it ever.
   * Inside, await nothing but the database: with the embedded one all other writes wait, so work that
   * takes over 30 seconds is rolled back. PostgreSQL runs `work` again after a conflict with another
   * transaction or the loss of the connection.
   *
   * @throws DatabaseUnavailable if the database failed. If it failed during the commit, `work` may or may
   * not have been written.
   * @throws TypeError inside another transaction of this database
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction for a change of the schema: on a separate connection and without a
   * time limit. SQLite enforces foreign keys only at the end, so that a table can be rebuilt
   * without deleting the rows that refer to it.
   *
   * @throws DatabaseUnavailable, or an Error if a foreign key is violated at the end
   */
  migration<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Until the transaction ends, no other one gets the same lock, on any server. */
  lock(tx: Tx, name: LockName): Promise<void>;
  close(): Promise<void>;
}

/** Locks for decisions that only one transaction at a time can make. */
export type LockName = 'accounts' | 'settings';
