import { DatabaseUnavailable } from './database-unavailable.ts';

const busy = 5;
/**
 * Primary result codes (https://www.sqlite.org/rescode.html): busy, locked, out of memory, read-only,
 * input/output error, corrupt, full, cannot open, not a database.
 */
const unavailable: ReadonlySet<number> = new Set([busy, 6, 7, 8, 10, 11, 13, 14, 26]);

/**
 * Runs a call of `node:sqlite`.
 *
 * @throws DatabaseUnavailable if the file or its disk failed, else SQLite's own error
 */
export function translateSqliteErrors<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translateSqliteError(error);
  }
}

/** @returns DatabaseUnavailable if the file or its disk failed, else the error itself */
export function translateSqliteError(error: unknown): unknown {
  return unavailable.has(resultCodeOf(error)) ? new DatabaseUnavailable(error) : error;
}

/** Whether another process holds the lock. */
export function isBusy(failure: unknown): boolean {
  return failure instanceof DatabaseUnavailable && resultCodeOf(failure.cause) === busy;
}

/** The primary result code of an error of SQLite's, or 0. */
function resultCodeOf(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : 0;
  return typeof code === 'number' ? code & 0xff : 0;
}
