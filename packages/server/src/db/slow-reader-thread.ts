import type { SQLInputValue } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from './sqlite-connection.ts';

/** A query for this thread. */
export interface SlowQuery {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Its rows, or why it failed. */
export interface SlowResult {
  readonly id: number;
  readonly rows: unknown[];
  readonly failure: { readonly message: string; readonly errcode: unknown } | null;
}

const connection = openConnection(workerData as string, true);

parentPort?.on('message', ({ id, sql, parameters }: SlowQuery) => {
  parentPort?.postMessage(resultOf(id, sql, parameters));
});

function resultOf(id: number, sql: string, parameters: readonly unknown[]): SlowResult {
  try {
    const rows = connection.prepare(sql).all(...(parameters as SQLInputValue[]));
    return { id, rows, failure: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const errcode = error instanceof Error && 'errcode' in error ? error.errcode : null;
    return { id, rows: [], failure: { message, errcode } };
  }
}
