import { type ChildProcess, fork } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DashboardError } from '../dashboard-error.ts';
import type { Query, QueryReply, QueryRows } from './query.ts';

const program = fileURLToPath(new URL('./query-process.ts', import.meta.url));

/** Times in milliseconds. */
export interface QueryLimits {
  readonly processes: number;
  readonly waiting: number;
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
   * @param path of an SQLite file
   * @param signal gives the query up: a process that runs it is killed
   * @throws DashboardError `query_failed` with the database's message, `query_timeout`
   */
  run(path: string, query: Pick<Query, 'sql' | 'values'>, signal?: AbortSignal): Promise<QueryRows>;
  close(): void;
}

interface Worker {
  readonly path: string;
  readonly child: ChildProcess;
  isBusy: boolean;
  idleTimer: NodeJS.Timeout | null;
}

interface Turn {
  readonly path: string;
  readonly take: (worker: Worker) => void;
}

export function createQueryPool(limits: QueryLimits = defaultQueryLimits): QueryPool {
  const workers = new Set<Worker>();
  const queue: Turn[] = [];

  function serveQueue(): void {
    while (queue.length > 0) {
      const worker = freeWorker(queue[0]?.path ?? '');
      if (worker === null) return;
      worker.isBusy = true;
      if (worker.idleTimer !== null) clearTimeout(worker.idleTimer);
      queue.shift()?.take(worker);
    }
  }

  /** One that waits on this file, or a new one, if need be in place of one that waits on another. */
  function freeWorker(path: string): Worker | null {
    const idle = [...workers].filter((worker) => !worker.isBusy);
    const fitting = idle.find((worker) => worker.path === path);
    if (fitting !== undefined) return fitting;
    if (workers.size >= limits.processes) {
      if (idle[0] === undefined) return null;
      end(idle[0]);
    }
    return startWorker(path);
  }

  function startWorker(path: string): Worker {
    const worker: Worker = { path, child: forkReader(path), isBusy: false, idleTimer: null };
    workers.add(worker);
    worker.child.once('exit', () => {
      workers.delete(worker);
      serveQueue();
    });
    return worker;
  }

  function end(worker: Worker): void {
    workers.delete(worker);
    worker.child.kill('SIGKILL');
  }

  function giveBack(worker: Worker): void {
    worker.isBusy = false;
    worker.idleTimer = setTimeout(() => end(worker), limits.idle);
    worker.idleTimer.unref();
    serveQueue();
  }

  return {
    async run(path, query, signal) {
      const worker = await waitForTurn(queue, path, limits.waiting, serveQueue, signal);
      try {
        const { maxRows, maxBytes } = limits;
        const reply = await ask(
          worker.child,
          { ...query, maxRows, maxBytes },
          limits.timeout,
          signal,
        );
        giveBack(worker);
        if ('failed' in reply) throw new DashboardError('query_failed', reply.failed);
        return reply.rows;
      } catch (error) {
        if (worker.isBusy) end(worker);
        serveQueue();
        throw error;
      }
    },
    close() {
      for (const worker of workers) end(worker);
    },
  };
}

/** A process that can read its program and this file and nothing else, with none of our variables. */
function forkReader(path: string): ChildProcess {
  const readable = [`${dirname(program)}/*`, realpathSync(path)];
  return fork(program, [path], {
    env: {},
    execArgv: [
      '--max-old-space-size=512',
      '--disable-warning=ExperimentalWarning',
      '--permission',
      '--allow-worker',
      ...readable.map((entry) => `--allow-fs-read=${entry}`),
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function waitForTurn(
  queue: Turn[],
  path: string,
  maxWaiting: number,
  serveQueue: () => void,
  signal: AbortSignal | undefined,
): Promise<Worker> {
  if (queue.length >= maxWaiting)
    throw new DashboardError(
      'query_timeout',
      'Too many queries are waiting. Try again in a moment.',
    );
  return new Promise((resolve, reject) => {
    const turn: Turn = { path, take: resolve };
    queue.push(turn);
    signal?.addEventListener('abort', () => {
      const at = queue.indexOf(turn);
      if (at === -1) return;
      queue.splice(at, 1);
      reject(givenUp());
    });
    serveQueue();
  });
}

function ask(
  child: ChildProcess,
  query: Query,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<QueryReply> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle(() =>
        reject(
          new DashboardError(
            'query_timeout',
            `The query took longer than ${timeout / 1000} seconds.`,
          ),
        ),
      );
    }, timeout);
    const onReply = (reply: QueryReply) => settle(() => resolve(reply));
    const onExit = () =>
      settle(() =>
        reject(
          new DashboardError(
            'query_failed',
            'The query needed more than it may have, and was ended.',
          ),
        ),
      );
    const onAbort = () => settle(() => reject(givenUp()));

    function settle(finish: () => void): void {
      clearTimeout(timer);
      child.off('message', onReply);
      child.off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      finish();
    }

    child.on('message', onReply);
    child.once('exit', onExit);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    else child.send(query);
  });
}

function givenUp(): DashboardError {
  return new DashboardError('query_timeout', 'The query was given up.');
}
