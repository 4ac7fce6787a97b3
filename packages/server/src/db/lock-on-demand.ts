import type { Database, LockName, Tx } from './database.ts';

/** A lock that most runs of a transaction don't need. */
export interface LockOnDemand {
  /** Call it before what needs the lock. Without the lock, the transaction starts again with it. */
  require(): void;
}

/** Ends a transaction that turned out to need the lock. */
class LockRequired extends Error {}

const held: LockOnDemand = { require: () => undefined };
const notHeld: LockOnDemand = {
  require: () => {
    throw new LockRequired();
  },
};

/**
 * Runs `work` in a transaction without the lock. If it requires the lock, its writes are undone and it
 * runs again in a transaction that takes the lock first: taking it after the lock on a row could
 * deadlock with a transaction that holds it and waits for the row.
 */
export async function transactionWithLockOnDemand<T>(
  database: Database,
  name: LockName,
  work: (tx: Tx, lock: LockOnDemand) => Promise<T>,
): Promise<T> {
  // The embedded database has one writer, so every transaction there holds every lock.
  if (database.kind === 'sqlite') return database.transaction((tx) => work(tx, held));
  try {
    return await database.transaction((tx) => work(tx, notHeld));
  } catch (error) {
    if (!(error instanceof LockRequired)) throw error;
    return database.transaction(async (tx) => work(tx, await takeLock(database, tx, name)));
  }
}

/** Takes the lock until the transaction ends, for work that may require it. */
export async function takeLock(database: Database, tx: Tx, name: LockName): Promise<LockOnDemand> {
  await database.lock(tx, name);
  return held;
}
