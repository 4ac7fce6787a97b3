import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { findPostgres } from './find-postgres.ts';
import { freePort } from './free-port.ts';
import { makeCluster, unprivilegedAccount, untilItAnswers } from './postgres-server.ts';

/** A PostgreSQL server that a test can break. */
export interface ControlledPostgres {
  /** `postgres://…` of its administration database. */
  readonly url: string;
  /** Stops it as `pg_ctl -m immediate` does: every process at once, without a shutdown checkpoint. */
  crash(): void;
  /** Starts it after a crash. Resolves when it accepts connections. */
  start(): Promise<void>;
  /** Pauses all of its processes (SIGSTOP): connections stay open, and nothing responds. */
  pause(): void;
  resume(): void;
  /** Runs one statement on a separate connection. */
  run(statement: string): Promise<void>;
}

/**
 * Restarts the server each time it ends, unless there is a file `down`, until its own input ends,
 * which happens however the test ends. Then it removes the folder.
 */
const keeper = `
  exec 3<&0
  signal() { kill -"$1" $(head -n 1 "$0/data/postmaster.pid") 2>/dev/null; }
  { cat <&3; touch "$0/ended"; signal QUIT; signal CONT; } &
  while [ ! -e "$0/ended" ]; do
    if [ -e "$0/down" ]; then sleep 0.05; else "$@" 3<&-; fi
  done
  cd / && rm -rf "$0"`;

/** Starts a PostgreSQL server that belongs to the test alone and ends with it. */
export async function startControlledPostgres(): Promise<ControlledPostgres> {
  const programs = findPostgres();
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-postgres-'));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  makeCluster(programs, folder, account);
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    // A commit must survive the end of the server's processes, but not a power failure.
    ...['fsync=off', 'full_page_writes=off'],
  ];
  const words = ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn('sh', ['-c', keeper, folder, join(programs, 'postgres'), ...words], {
    ...account,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const down = join(folder, 'down');
  const postmaster = () =>
    Number(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8').split('\n', 1)[0]);
  let paused: number[] = [];

  function resume(): void {
    for (const pid of paused) kill(pid, 'SIGCONT');
    paused = [];
  }

  onTestFinished(async () => {
    resume();
    const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
    server.stdin.end();
    await ended;
  });
  await untilItAnswers(url, server);
  return {
    url,
    resume,
    crash() {
      writeFileSync(down, '');
      kill(postmaster(), 'SIGQUIT');
    },
    async start() {
      rmSync(down);
      await untilItAnswers(url, server);
    },
    pause() {
      // The first one starts the others, so it stops first.
      const first = postmaster();
      kill(first, 'SIGSTOP');
      paused = [first, ...childrenOf(first)];
      for (const pid of paused) kill(pid, 'SIGSTOP');
    },
    async run(statement) {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      await client.query(statement).finally(() => client.end());
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

/** A process that has ended meanwhile needs no signal. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}
