import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DashboardError } from '../dashboard-error.ts';
import type { Query, QueryReply } from './query.ts';

const program = fileURLToPath(new URL('./query-process.ts', import.meta.url));

/**
 * A process that can read its own program and this one file, has none of our variables, and yields the
 * processor to the server.
 *
 * @param file the real path of an SQLite file
 */
export function forkReader(file: string): ChildProcess {
  return fork(program, [file], {
    env: {},
    execArgv: [
      '--max-old-space-size=256',
      '--disable-warning=ExperimentalWarning',
      '--permission',
      '--allow-worker',
      `--allow-fs-read=${dirname(program)}/*`,
      `--allow-fs-read=${file}`,
    ],
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/**
 * One query to a reader that has nothing else to do. When this throws, the reader may still be at work:
 * it is of no use any more.
 *
 * @param timeout in milliseconds
 * @throws DashboardError `query_timeout` when it is over or `signal` gives the query up, `query_failed` when the process dies
 */
export function askReader(
  reader: ChildProcess,
  query: Query,
  timeout: number,
  signal: AbortSignal,
): Promise<QueryReply> {
  return new Promise((resolve, reject) => {
    function settle(finish: () => void): void {
      clearTimeout(timer);
      reader.off('message', onReply);
      reader.off('exit', onDeath);
      reader.off('error', onDeath);
      signal.removeEventListener('abort', onAbort);
      finish();
    }

    const onReply = (reply: QueryReply) => settle(() => resolve(reply));
    const onDeath = () => settle(() => reject(brokenDown()));
    const onAbort = () => settle(() => reject(givenUp()));
    const timer = setTimeout(() => settle(() => reject(outOfTime(timeout))), timeout);

    reader.on('message', onReply);
    reader.on('exit', onDeath);
    reader.on('error', onDeath);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else reader.send(query, (error) => error !== null && onDeath());
  });
}

function outOfTime(timeout: number): DashboardError {
  const seconds = timeout / 1000;
  return new DashboardError('query_timeout', `The query took longer than ${seconds} seconds.`);
}

/** Nobody waits for the answer any more, or the server stops. */
export function givenUp(): DashboardError {
  return new DashboardError('query_timeout', 'The query was given up before it had an answer.');
}

function brokenDown(): DashboardError {
  return new DashboardError(
    'query_failed',
    'The query needed more memory than it may have, or broke its process: it was ended.',
  );
}
