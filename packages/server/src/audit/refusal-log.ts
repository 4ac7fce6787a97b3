import type { Database } from '../db/database.ts';
import { newReference } from '../reference.ts';
import { type SignInLogRow, writeSignIn } from './sign-in-log-store.ts';

/** Refusals that cost the one who sends them nothing: they are written behind the answer, in batches. */
export interface RefusalLog {
  /** @param network the address, or the part of it that one subscriber has */
  write(row: SignInLogRow, network: string): void;
  /** Writes what waits; for a graceful stop. */
  close(): Promise<void>;
}

const minute = 60_000;
const flushAfter = 100;
const maxRowsPerNetwork = 60;
const maxRows = 1_200;
const maxNetworks = 10_000;

interface Counted {
  readonly example: SignInLogRow;
  rows: number;
  leftOut: number;
}

/**
 * A flood can't fill the disk: of each network 60 rows a minute are written, 1,200 of all together, and
 * then one row that says how many were left out.
 */
export function createRefusalLog(
  database: Database,
  onFailure: (error: unknown) => void,
): RefusalLog {
  let waiting: SignInLogRow[] = [];
  let counted = new Map<string, Counted>();
  let minuteStart = 0;
  let rowsThisMinute = 0;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  function flush(): void {
    timer = null;
    const rows = waiting;
    waiting = [];
    writing = writing.then(() => writeAll(rows)).catch(onFailure);
  }

  async function writeAll(rows: readonly SignInLogRow[]): Promise<void> {
    if (rows.length === 0) return;
    await database.transaction(async (tx) => {
      for (const row of rows) await writeSignIn(tx, row);
    });
  }

  function push(row: SignInLogRow): void {
    waiting.push(row);
    timer ??= setTimeout(flush, flushAfter);
  }

  function endMinute(): void {
    for (const { example, leftOut } of counted.values())
      if (leftOut > 0) push(summaryOf(example, leftOut));
    counted = new Map();
    rowsThisMinute = 0;
    if (endTimer !== null) clearTimeout(endTimer);
    endTimer = null;
  }
  let endTimer: NodeJS.Timeout | null = null;

  return {
    write(row, network) {
      if (row.at >= minuteStart + minute || row.at < minuteStart) {
        endMinute();
        minuteStart = row.at;
      }
      endTimer ??= setTimeout(endMinute, minute);
      endTimer.unref();
      const key = counted.size < maxNetworks ? network : 'others';
      const known = counted.get(key) ?? { example: row, rows: 0, leftOut: 0 };
      counted.set(key, known);
      if (known.rows >= maxRowsPerNetwork || rowsThisMinute >= maxRows) {
        known.leftOut += 1;
        return;
      }
      known.rows += 1;
      rowsThisMinute += 1;
      push(row);
    },
    async close() {
      endMinute();
      if (timer !== null) clearTimeout(timer);
      flush();
      await writing;
    },
  };
}

function summaryOf(example: SignInLogRow, leftOut: number): SignInLogRow {
  return {
    ...example,
    code: 'too_many_attempts',
    failedCheck: null,
    detail: `${leftOut} more refused from this address in the minute after, and left out of this log.`,
    reference: newReference(),
    email: null,
    accountId: null,
  };
}
