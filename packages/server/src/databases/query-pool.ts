import type { ChildProcess } from 'node:child_process';
import { DashboardError } from '../dashboard-error.ts';
import type { Query, QueryRows } from './query.ts';
import { askReader, forkReader, givenUp } from './query-reader.ts';

/** Times in milliseconds. */
export interface QueryLimits {
  readonly processes: number;
  readonly waiting: number;
  /** From the moment that a query has a process. */
  readonly timeout: number;
  /** A process without work ends after this long. */
  readonly idle: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

export const defaultQueryLimits: QueryLimits = {
  processes: 2,
  waiting: 100,
  timeout: 30_000,
  idle: 60_000,
  maxRows: 10_000,
  maxBytes: 16 * 1024 * 1024,
};

/** Runs queries in processes of their own, a few at a time; the others wait their turn. */
export interface QueryPool {
  /**
   * @param file the real path of an SQLite file
   * @param signal gives the query up: a process that runs it is killed
   * @throws DashboardError `query_failed` with the database's message, `query_timeout`
   */
  run(file: string, query: Pick<Query, 'sql' | 'values'>, signal?: AbortSignal): Promise<QueryRows>;
  /**
   * Starts no query any more.
   *
   * @param grace milliseconds that the running ones have to finish; then they are killed
   */
  close(grace?: number): void;
}

interface Reader {
  readonly file: string;
  readonly child: ChildProcess;
  isBusy: boolean;
  idleTimer: NodeJS.Timeout | undefined;
}

interface Turn {
  readonly file: string;
  readonly take: (reader: Reader) => void;
  readonly refuse: (error: unknown) => void;
}

export function createQueryPool(limits: QueryLimits = defaultQueryLimits): QueryPool {
  const readers = new Set<Reader>();
  const queue: Turn[] = [];
  const ending = new AbortController();
  let isClosed = false;

  function serveQueue(): void {
    for (let turn = queue[0]; turn !== undefined; turn = queue[0]) {
      try {
        const reader = freeReader(turn.file);
        if (reader === null) return;
        clearTimeout(reader.idleTimer);
        reader.isBusy = true;
        turn.take(reader);
      } catch (error) {
        turn.refuse(error);
      }
      queue.shift();
    }
  }

  /** One that has this file open, or a new one, if need be in place of one with another file. */
  function freeReader(file: string): Reader | null {
    const idle = [...readers].filter((reader) => !reader.isBusy);
    const fitting = idle.find((reader) => reader.file === file);
    if (fitting !== undefined) return fitting;
    if (readers.size >= limits.processes) {
      if (idle[0] === undefined) return null;
      end(idle[0]);
    }
    return startReader(file);
  }

  function startReader(file: string): Reader {
    const reader: Reader = { file, child: forkReader(file), isBusy: false, idleTimer: undefined };
    const forget = () => {
      end(reader);
      serveQueue();
    };
    reader.child.once('exit', forget);
    reader.child.on('error', forget);
    readers.add(reader);
    return reader;
  }

  function end(reader: Reader): void {
    clearTimeout(reader.idleTimer);
    readers.delete(reader);
    reader.child.kill('SIGKILL');
  }

  function giveBack(reader: Reader): void {
    if (isClosed) {
      end(reader);
      return;
    }
    reader.isBusy = false;
    reader.idleTimer = setTimeout(end, limits.idle, reader).unref();
    serveQueue();
  }

  async function waitForTurn(file: string, signal: AbortSignal): Promise<Reader> {
    if (isClosed || signal.aborted) throw givenUp();
    if (queue.length >= limits.waiting) throw tooManyWaiting();
    return new Promise((resolve, reject) => {
      const turn: Turn = { file, take: resolve, refuse: reject };
      const giveUp = () => {
        const place = queue.indexOf(turn);
        if (place === -1) return;
        queue.splice(place, 1);
        reject(givenUp());
      };
      queue.push(turn);
      signal.addEventListener('abort', giveUp, { once: true });
      serveQueue();
    });
  }

  return {
    async run(file, query, asker) {
      const signal = asker === undefined ? ending.signal : AbortSignal.any([asker, ending.signal]);
      const reader = await waitForTurn(file, signal);
      const { maxRows, maxBytes, timeout } = limits;
      const asked = { ...query, maxRows, maxBytes };
      const reply = await askReader(reader.child, asked, timeout, signal).catch((error) => {
        end(reader);
        serveQueue();
        throw error;
      });
      giveBack(reader);
      if ('failed' in reply) throw new DashboardError('query_failed', reply.failed);
      return reply.rows;
    },

    close(grace = 0) {
      isClosed = true;
      for (const turn of queue.splice(0)) turn.refuse(givenUp());
      for (const reader of readers) if (!reader.isBusy) end(reader);
      if (grace === 0) ending.abort();
      else setTimeout(() => ending.abort(), grace).unref();
    },
  };
}

function tooManyWaiting(): DashboardError {
  return new DashboardError(
    'query_timeout',
    'Too many queries are waiting. Ask again in a moment.',
  );
}
