import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres } from './find-postgres.ts';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  /** `postgres://…` of its administration database. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Runs the server until its own input ends, which happens however this process ends, and then
 * removes the folder: nothing is left behind.
 */
const keeper = `
  exec 3<&0
  "$@" 3<&- & postgres=$!
  { cat <&3; kill -INT $postgres; } &
  wait $postgres
  cd / && rm -rf "$0"`;

/**
 * A real PostgreSQL for tests and benchmarks: `TEST_DATABASE_URL`, or a temporary one with the
 * programs on this machine. As root on Debian they are installed if they are missing.
 *
 * @param options.durable whether commits are synced to disk; tests do without
 * @throws Error saying in one line what to install, or why it didn't start
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== '') return { url: given, stop: async () => undefined };
  const programs = findPostgres();
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-postgres-'));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  makeCluster(programs, folder, account);
  const port = await freePort();
  const server = spawnServer(programs, folder, account, serverSettings(folder, port, durable));
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await untilItAnswers(url, server);
  return {
    url,
    async stop() {
      server.stdin?.end();
      await ended;
    },
  };
}

/**
 * Creates a database on a server.
 *
 * @param template the database that it is a copy of; empty without one
 * @returns its address
 */
export async function createPostgresDatabase(
  serverUrl: string,
  name: string,
  template?: string,
): Promise<string> {
  const copied = template === undefined ? '' : ` template "${template}"`;
  await run(serverUrl, `create database "${name}"${copied}`);
  const own = new URL(serverUrl);
  own.pathname = `/${name}`;
  return own.href;
}

/** Removes a database, and ends every connection to it. */
export function dropPostgresDatabase(serverUrl: string, name: string): Promise<void> {
  return run(serverUrl, `drop database if exists "${name}" with (force)`);
}

export function makeCluster(programs: string, folder: string, account: Account | null): void {
  const words = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(join(programs, 'initdb'), ['-D', join(folder, 'data'), ...words], {
    ...account,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
}

function serverSettings(folder: string, port: number, durable: boolean): string[] {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=400',
  ];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  return settings;
}

function spawnServer(
  programs: string,
  folder: string,
  account: Account | null,
  settings: readonly string[],
): ChildProcess {
  const words = ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
  return spawn('sh', ['-c', keeper, folder, join(programs, 'postgres'), ...words], {
    ...account,
    cwd: folder,
    // In a separate process group, where no Ctrl-C reaches it before the tests have finished.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

export async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  let printed = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-4_000);
  });
  for (;;) {
    try {
      return await run(url, 'select 1');
    } catch (error) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${printed}`);
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root: then it runs as its own account, or as the account nobody. */
export function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const idOf = (flag: string, name: string) =>
    Number.parseInt(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout, 10);
  const name = Number.isNaN(idOf('-u', 'postgres')) ? 'nobody' : 'postgres';
  return { uid: idOf('-u', name), gid: idOf('-g', name) };
}
