/**
 * The program of a query process: opens one SQLite file, for reading only, and answers one query after
 * the other. It holds no secret and may be killed at any moment.
 */
import { setPriority } from 'node:os';
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { Cell, Query, QueryReply, QueryRows } from './query.ts';

const allowed = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
]);
const maxResidentBytes = 600 * 1024 * 1024;
const maxSqlBytes = 1_000_000;

// While SQLite works, this thread receives no event, and nothing else limits its memory. The watching thread
// kills the process when the server is gone, or when a query uses too much memory. It compares with the
// server's own id: a server may be gone before this line runs.
const watch = `
setInterval(() => {
  if (process.ppid !== ${Number(process.argv[3])} || process.memoryUsage.rss() > ${maxResidentBytes}) process.kill(process.pid, 'SIGKILL');
}, 100);`;

new Worker(watch, { eval: true }).unref();
// A shell sends its signals to the server's processes too; the server lets running queries finish.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let opened: DatabaseSync | null = null;

process.on('message', (query: Query) => {
  process.send?.(answer(query));
});
process.on('disconnect', () => process.exit(0));

function answer(query: Query): QueryReply {
  try {
    opened ??= open(process.argv[2] ?? '');
    opened.limits.length = Math.min(query.maxBytes, 1_000_000_000);
    return { rows: read(opened.prepare(query.sql), query) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function open(file: string): DatabaseSync {
  // From here on the server comes first.
  setPriority(10);
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  database.limits.sqlLength = maxSqlBytes;
  database.exec(
    'pragma query_only = on; pragma trusted_schema = off; pragma cache_size = -16000; pragma temp_store = memory',
  );
  // Reading is all there is: no ATTACH of another file, no PRAGMA, no writing, even where the file allows it.
  database.setAuthorizer((action) =>
    allowed.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY,
  );
  return database;
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

/** JSON has no integers beyond 2^53 and no bytes: those become text. */
function asCell(value: unknown): Cell {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value as Cell;
}
