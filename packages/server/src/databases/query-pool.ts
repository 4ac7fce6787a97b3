import type { ChildProcess } from 'node:child_process';
import { DashboardError } from '../dashboard-error.ts';
import type { Query, QueryReply, QueryRows } from './query.ts';
import { defaultQueryLimits, type QueryLimits } from './query-limits.ts';
import { createQueryPlaces } from './query-places.ts';
import { askReader, forkReader } from './query-reader.ts';

export interface QueryRun {
  /** The real path of an SQLite file. */
  readonly file: string;
  /** The person who runs the query: slots are shared among people. */
  readonly accountId: number;
  readonly query: Pick<Query, 'sql' | 'values'>;
  /** Cancels the query; the process that runs it is killed. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs queries in separate processes, a few for each database. */
export interface QueryPool {
  /**
   * @throws DashboardError `query_failed` with the database's message, `query_timeout`, `too_many_queries`
   */
  run(run: QueryRun): Promise<QueryRows>;
  /**
   * Starts no more queries.
   *
   * @param grace how many milliseconds the running queries have to finish; then they are killed
   */
  close(grace?: number): void;
}

interface Reader {
  readonly file: string;
  readonly child: ChildProcess;
  isBusy: boolean;
  idleTimer: NodeJS.Timeout | undefined;
}

export function createQueryPool(limits: QueryLimits = defaultQueryLimits): QueryPool {
  const { timeout, idle, maxRows, maxBytes } = limits;
  const places = createQueryPlaces(limits);
  const readers = new Set<Reader>();
  const ending = new AbortController();
  let isClosed = false;

  /** A file never has more readers than slots: without a free reader, another one can start. */
  function takeReader(file: string): Reader {
    const free = [...readers].find((reader) => !reader.isBusy && reader.file === file);
    const reader = free ?? startReader(file);
    clearTimeout(reader.idleTimer);
    reader.isBusy = true;
    return reader;
  }

  function startReader(file: string): Reader {
    const reader: Reader = { file, child: forkReader(file), isBusy: false, idleTimer: undefined };
    reader.child.once('exit', () => end(reader));
    reader.child.on('error', () => end(reader));
    readers.add(reader);
    return reader;
  }

  function end(reader: Reader): void {
    clearTimeout(reader.idleTimer);
    readers.delete(reader);
    reader.child.kill('SIGKILL');
  }

  function keepForNext(reader: Reader): void {
    if (isClosed) {
      end(reader);
      return;
    }
    reader.isBusy = false;
    reader.idleTimer = setTimeout(end, idle, reader).unref();
  }

  async function ask(file: string, query: Query, signal: AbortSignal): Promise<QueryReply> {
    const reader = takeReader(file);
    try {
      const reply = await askReader(reader.child, query, timeout, signal);
      keepForNext(reader);
      return reply;
    } catch (error) {
      end(reader);
      throw error;
    }
  }

  return {
    async run({ file, accountId, query, signal: canceled }) {
      const signals = canceled === undefined ? [ending.signal] : [ending.signal, canceled];
      const signal = AbortSignal.any(signals);
      const giveBackPlace = await places.take(file, accountId, signal);
      try {
        const reply = await ask(file, { ...query, maxRows, maxBytes }, signal);
        if ('failed' in reply) throw new DashboardError('query_failed', reply.failed);
        return reply.rows;
      } finally {
        giveBackPlace();
      }
    },

    close(grace = 0) {
      isClosed = true;
      places.close();
      for (const reader of readers) if (!reader.isBusy) end(reader);
      if (grace === 0) ending.abort();
      else setTimeout(() => ending.abort(), grace).unref();
    },
  };
}
