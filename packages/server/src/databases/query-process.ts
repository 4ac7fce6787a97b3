/**
 * The program of a query process: opens one SQLite file for reading and runs queries one after the
 * other. It holds no secret and can be killed at any moment.
 */
import { getPriority, setPriority } from 'node:os';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { openReadOnly } from './open-read-only.ts';
import type { Cell, Query, QueryReply, QueryRows } from './query.ts';

const maxResidentBytes = 600 * 1024 * 1024;

// While SQLite works, this thread receives no event, and nothing else limits its memory. The
// watching thread kills the process if the server has ended, or if a query uses too much memory. It
// compares with the server's own id, because the server may have ended before this line runs.
const watch = `
setInterval(() => {
  if (process.ppid !== ${Number(process.argv[3])} || process.memoryUsage.rss() > ${maxResidentBytes}) process.kill(process.pid, 'SIGKILL');
}, 100);`;

new Worker(watch, { eval: true }).unref();
// A second thread could start without the restrictions of this process.
process.permission.drop('worker');
// A shell also sends its signals to the processes of the server; the server lets running queries finish.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let opened: DatabaseSync | null = null;

process.on('message', (query: Query) => {
  process.send?.(answer(query));
});
process.on('disconnect', () => process.exit(0));

function answer(query: Query): QueryReply {
  try {
    opened ??= openFirst(process.argv[2] ?? '');
    opened.limits.length = Math.min(query.maxBytes, 1_000_000_000);
    return { rows: read(opened.prepare(query.sql), query) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function openFirst(file: string): DatabaseSync {
  // From here on the server has priority. Without special rights a process can only lower its own
  // priority.
  setPriority(Math.max(10, getPriority()));
  return openReadOnly(file);
}

function read(statement: StatementSync, { values, maxRows, maxBytes }: Query): QueryRows {
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const columns = statement.columns().map(({ name, type }) => ({ name, declaredType: type }));
  const rows: Cell[][] = [];
  let bytes = 0;
  for (const row of statement.iterate(...values) as Iterable<unknown>) {
    const cells = (row as unknown[]).map(asCell);
    for (const cell of cells) bytes += typeof cell === 'string' ? cell.length + 3 : 12;
    if (rows.length === maxRows || bytes > maxBytes) return { columns, rows, truncated: true };
    rows.push(cells);
  }
  return { columns, rows, truncated: false };
}

/** JSON has no integers beyond 2^53 and no bytes: both become text. */
function asCell(value: unknown): Cell {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value as Cell;
}
