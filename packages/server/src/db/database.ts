import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** The application's database, embedded or PostgreSQL; every store works on both alike. */
export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** For reading outside a transaction. What was acknowledged before is seen. */
  readonly read: Kysely<Schema>;
  /**
   * Runs `work` in a transaction: all of it is on disk when this resolves, or none of it ever.
   * Inside, await nothing but the database: with the embedded one everybody's writes wait.
   */
  transaction<T>(work: (tx: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Until the transaction ends no other one passes the same lock, on any server. */
  lock(tx: Kysely<Schema>, name: LockName): Promise<void>;
  close(): Promise<void>;
}

/** What must be decided by one transaction at a time. */
export type LockName = 'accounts' | 'settings';
