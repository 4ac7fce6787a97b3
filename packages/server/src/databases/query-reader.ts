import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DashboardError } from '../dashboard-error.ts';
import type { Query, QueryReply } from './query.ts';
import { queryCanceled } from './query-canceled.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const queryProgram = join(folder, 'query-process.ts');

/**
 * Starts a process that has none of our environment variables and a low priority. Through Node's own
 * modules it can read its program and this one file; it cannot write, start processes or threads, or use
 * the network (https://nodejs.org/api/permissions.html). SQLite opens files itself: see `openReadOnly`.
 *
 * @param file the real path of an SQLite file
 * @param program what runs in the process
 */
export function forkReader(file: string, program: string = queryProgram): ChildProcess {
  return fork(program, [file, String(process.pid)], {
    env: {},
    execArgv: [
      '--max-old-space-size=256',
      '--disable-warning=ExperimentalWarning',
      '--permission',
      // For the thread that watches the process. The process then drops this permission.
      '--allow-worker',
      `--allow-fs-read=${folder}/*`,
      `--allow-fs-read=${program}`,
      `--allow-fs-read=${file}`,
    ],
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/**
 * Sends one query to an idle reader. When this throws, the reader may still be working: kill it.
 *
 * @param timeout in milliseconds
 * @throws DashboardError `query_timeout` after the timeout or when `signal` aborts, `query_failed` when the process ends
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
    const onDeath = () => settle(() => reject(processEnded()));
    const onAbort = () => settle(() => reject(queryCanceled()));
    const timer = setTimeout(() => settle(() => reject(tookTooLong(timeout))), timeout);

    reader.on('message', onReply);
    reader.on('exit', onDeath);
    reader.on('error', onDeath);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else reader.send(query, (error) => error !== null && onDeath());
  });
}

function tookTooLong(timeout: number): DashboardError {
  const seconds = timeout / 1000;
  return new DashboardError('query_timeout', `The query took longer than ${seconds} seconds.`);
}

function processEnded(): DashboardError {
  return new DashboardError(
    'query_failed',
    'The query was stopped: it needed too much memory, or its process ended unexpectedly.',
  );
}
