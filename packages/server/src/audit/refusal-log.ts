import type { Database } from '../db/database.ts';
import { DatabaseUnavailable } from '../db/database-unavailable.ts';
import { newReference } from '../reference.ts';
import { type SignInLogRow, writeSignIn } from './sign-in-log-store.ts';

/** Writes refusals to the sign-in log, in batches and within limits. */
export interface RefusalLog {
  /**
   * Writes a row soon, if the limits allow it.
   *
   * @param network the address, or the part of it that one subscriber has
   */
  write(row: SignInLogRow, network: string): void;
  /**
   * Whether the limits allow a row that the caller writes itself; if not, it is counted as omitted.
   *
   * @param token identifies the token of the refusal if its signature is valid: one row a minute
   * for each error of a token, from any number of networks
   */
  hasRoom(row: SignInLogRow, network: string, token?: string): boolean;
  /** Writes the pending rows; for a graceful shutdown. */
  close(): Promise<void>;
}

const minute = 60_000;
const flushAfter = 100;
/** The delay after a failure of the database, in milliseconds. */
const retryAfter = 1_000;
const maxRowsPerNetwork = 60;
const maxRows = 1_200;
/** The maximum number of rows that wait for the database. */
const maxWaiting = 2 * maxRows;
const maxNetworks = 10_000;
/** The number of networks that get their own row with the number of their omitted refusals. */
const maxSummaries = 50;

interface Counted {
  readonly example: SignInLogRow;
  rows: number;
  leftOut: number;
}

/**
 * Limits the rows that a flood writes: 60 rows a minute for each network and 1,200 in all. One more
 * row then says how many were omitted.
 */
export function createRefusalLog(
  database: Database,
  onFailure: (error: unknown) => void,
): RefusalLog {
  let waiting: SignInLogRow[] = [];
  let counted = new Map<string, Counted>();
  let tokensThisMinute = new Set<string>();
  let minuteStart = 0;
  let rowsThisMinute = 0;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let writing: Promise<void> = Promise.resolve();

  function flush(): void {
    timer = null;
    const rows = waiting;
    waiting = [];
    writing = writing.then(() => writeAll(rows)).catch((error) => keepForLater(rows, error));
  }

  async function writeAll(rows: readonly SignInLogRow[]): Promise<void> {
    if (rows.length === 0) return;
    await database.transaction(async (tx) => {
      for (const row of rows) await writeSignIn(tx, row);
    });
  }

  /** Keeps rows during a failure of the database, within a limit. */
  function keepForLater(rows: readonly SignInLogRow[], error: unknown): void {
    onFailure(error);
    if (isClosed || !(error instanceof DatabaseUnavailable)) return;
    waiting = [...rows, ...waiting].slice(0, maxWaiting);
    timer ??= setTimeout(flush, retryAfter).unref();
  }

  function push(row: SignInLogRow): void {
    if (waiting.length < maxWaiting) waiting.push(row);
    timer ??= setTimeout(flush, flushAfter);
  }

  function endMinute(): void {
    for (const row of summariesOf([...counted.values()])) push(row);
    counted = new Map();
    tokensThisMinute = new Set();
    rowsThisMinute = 0;
    if (endTimer !== null) clearTimeout(endTimer);
    endTimer = null;
  }
  let endTimer: NodeJS.Timeout | null = null;

  function hasRoom(row: SignInLogRow, network: string, token?: string): boolean {
    if (row.at >= minuteStart + minute || row.at < minuteStart) {
      endMinute();
      minuteStart = row.at;
    }
    endTimer ??= setTimeout(endMinute, minute);
    endTimer.unref();
    const key = counted.has(network) || counted.size < maxNetworks ? network : 'others';
    const known = counted.get(key) ?? { example: row, rows: 0, leftOut: 0 };
    counted.set(key, known);
    const tokenError = token === undefined ? null : `${row.code} ${token}`;
    const isRepeated = tokenError !== null && tokensThisMinute.has(tokenError);
    if (isRepeated || known.rows >= maxRowsPerNetwork || rowsThisMinute >= maxRows) {
      known.leftOut += 1;
      return false;
    }
    if (tokenError !== null) tokensThisMinute.add(tokenError);
    known.rows += 1;
    rowsThisMinute += 1;
    return true;
  }

  return {
    hasRoom,
    write(row, network) {
      if (hasRoom(row, network)) push(row);
    },
    async close() {
      isClosed = true;
      endMinute();
      if (timer !== null) clearTimeout(timer);
      flush();
      await writing;
    },
  };
}

/** One row for each network that sent the most, and one for all other networks. */
function summariesOf(counted: readonly Counted[]): SignInLogRow[] {
  const cut = counted.filter(({ leftOut }) => leftOut > 0).sort((a, b) => b.leftOut - a.leftOut);
  const [named, rest] = [cut.slice(0, maxSummaries), cut.slice(maxSummaries)];
  const rows = named.map(({ example, leftOut }) =>
    summaryOf(example, `${leftOut} more refused from this address`),
  );
  const [first] = rest;
  if (first === undefined) return rows;
  const restLeftOut = rest.reduce((sum, { leftOut }) => sum + leftOut, 0);
  const words = `${restLeftOut} more refused from ${rest.length} other addresses`;
  return [...rows, summaryOf({ ...first.example, address: '', userAgent: '' }, words)];
}

function summaryOf(example: SignInLogRow, words: string): SignInLogRow {
  return {
    ...example,
    code: 'too_many_attempts',
    failedCheck: null,
    detail: `${words} in the next minute, and not in this log.`,
    reference: newReference(),
    email: null,
    accountId: null,
    claimNames: null,
    groupNames: null,
  };
}
