import type { Database, Tx } from './database.ts';

/** Ends a transaction whose writes must not be kept. */
class DryRunEnded extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('The dry run has ended.');
    this.result = result;
  }
}

/**
 * Runs `work` in a transaction that is always rolled back.
 *
 * @returns what `work` returned
 */
export async function dryRun<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await database.transaction(async (tx) => {
      throw new DryRunEnded(await work(tx));
    });
  } catch (error) {
    if (error instanceof DryRunEnded) return error.result as T;
    throw error;
  }
}
