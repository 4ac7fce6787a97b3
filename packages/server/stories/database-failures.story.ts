import { type ChildProcess, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../src/db/database.ts';
import { openPostgres } from '../src/db/open-postgres.ts';
import { openSqlite } from '../src/db/open-sqlite.ts';
import {
  type ControlledPostgres,
  startControlledPostgres,
} from '../src/testing/controlled-postgres.ts';
import { freePort } from '../src/testing/free-port.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { newDatabaseUrl, newFolder } from '../src/testing/test-database.ts';
import { startTestServer, testEnvironment } from '../src/testing/test-server.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const json = { accept: 'application/json' };

/** The time in which a server signs people in again after its database is back, in milliseconds. */
const backWithin = 5_000;

interface Server {
  readonly address: string;
  readonly process: ChildProcess;
}

async function startServers(
  count: number,
  environment: Readonly<Record<string, string>>,
): Promise<Server[]> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  return Promise.all(ports.map((port) => startServer(port, environment)));
}

async function startServer(
  port: number,
  environment: Readonly<Record<string, string>>,
): Promise<Server> {
  const address = `http://localhost:${port}/`;
  const running = await startProgram([process.execPath, main, 'start'], {
    environment: { ...environment, PORT: `${port}` },
    address: `${address}api/health`,
  });
  return { address, process: running.process };
}

interface SignIn {
  readonly email: string;
  readonly token: string;
  readonly browser: TestBrowser;
  readonly server: Server;
  /** The server's response, in one line: `302`, or the error. */
  readonly outcome: string;
  readonly milliseconds: number;
}

/** Signs one person in. A server that doesn't respond is one of the results. */
async function signIn(server: Server, wantsPage: boolean): Promise<SignIn> {
  const email = newEmail();
  const token = await makeToken({ now: Date.now() }, { email });
  const browser = newBrowser(server.address);
  const startedAt = performance.now();
  const outcome = await outcomeOf(browser, token, wantsPage).catch((error) => `failed: ${error}`);
  const milliseconds = performance.now() - startedAt;
  return { email, token, browser, server, outcome, milliseconds };
}

async function outcomeOf(browser: TestBrowser, token: string, wantsPage: boolean): Promise<string> {
  const response = await browser.get(answerPath(token), wantsPage ? {} : json);
  const { status, headers } = response;
  const text = await response.text();
  if (status === 302) return '302';
  const isPage = headers.get('content-type') === 'text/html; charset=utf-8';
  const isRight = isPage ? text.includes('Try again') : text.includes('"database_unavailable"');
  const isUnavailable = status === 503 && isRight && isPage === wantsPage;
  if (isUnavailable && Number(headers.get('retry-after')) > 0) return '503';
  return `${status} ${headers.get('retry-after')} ${text.slice(0, 300)}`;
}

/** Sign-ins at each server, several at a time, from the start until `stop`. */
function startLoad(servers: readonly Server[], lanesPerServer = 12) {
  const done: SignIn[] = [];
  let isStopped = false;
  async function lane(server: Server, wantsPage: boolean): Promise<void> {
    while (!isStopped) done.push(await signIn(server, wantsPage));
  }
  const lanes = servers.flatMap((server) =>
    Array.from({ length: lanesPerServer }, (_, index) => lane(server, index % 2 === 0)),
  );
  const countOf = (server: Server, outcome: string) =>
    done.filter((one) => one.server === server && one.outcome === outcome).length;
  return {
    done,
    /** Resolves when each server has given this many more responses of a kind. */
    async untilEach(outcome: '302' | '503', count: number): Promise<void> {
      const before = servers.map((server) => countOf(server, outcome));
      await expect
        .poll(
          () => servers.map((server, index) => countOf(server, outcome) - (before[index] ?? 0)),
          {
            timeout: 60_000,
            interval: 20,
            message: `${count} × ${outcome} from each server`,
          },
        )
        .toSatisfy((counts: number[]) => counts.every((seen) => seen >= count));
    },
    async stop(): Promise<void> {
      isStopped = true;
      await Promise.all(lanes);
    },
  };
}

/** One failure: what breaks the database under load, and what repairs it. */
interface Failure {
  readonly break: (load: ReturnType<typeof startLoad>, servers: readonly Server[]) => Promise<void>;
  readonly repair: () => Promise<void>;
}

/** Causes a failure under load, and checks everything that the servers have acknowledged. */
async function survive(
  servers: readonly Server[],
  database: () => Database,
  failure: Failure,
): Promise<void> {
  const load = startLoad(servers);
  await load.untilEach('302', 5);
  await failure.break(load, servers);
  await failure.repair();
  const repairedAt = performance.now();
  await load.untilEach('302', 1);
  const back = performance.now() - repairedAt;
  await load.untilEach('302', 5);
  await load.stop();

  expect(servers.map(({ process }) => [process.exitCode, process.signalCode])).toEqual(
    servers.map(() => [null, null]),
  );
  expect(load.done.map(({ outcome }) => outcome).filter(isUnexpected)).toEqual([]);
  const slowest = Math.max(...load.done.map(({ milliseconds }) => milliseconds));
  const signedIn = load.done.filter(({ outcome }) => outcome === '302');
  const refused = load.done.filter(({ outcome }) => outcome === '503');
  console.info(
    `${signedIn.length} signed in, ${refused.length} refused, slowest ${Math.round(slowest)} ms, back after ${Math.round(back)} ms`,
  );
  expect(back).toBeLessThan(backWithin);

  for (const { browser } of sample(signedIn)) {
    const session = await browser.get('api/session', json);
    expect(session.status).toBe(200);
  }
  for (const { token, server } of sample(signedIn)) {
    const again = await newBrowser(server.address).get(answerPath(token), json);
    expect((await again.json()).error.code).toBe('token_replayed');
  }
  for (const { token, server } of sample(refused)) {
    const again = await newBrowser(server.address).get(answerPath(token), json);
    if (again.status !== 302) expect((await again.json()).error.code).toBe('token_replayed');
  }
  const { read, close } = database();
  const sessions = await read
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .innerJoin('used_tokens', 'used_tokens.use_key', 'sessions.opened_by')
    .select('accounts.email')
    .execute();
  await close();
  const emails = sessions.map(({ email }) => email);
  expect(emails.length).toBe(new Set(emails).size);
  const stored = new Set(emails);
  expect(signedIn.filter(({ email }) => !stored.has(email)).map(({ email }) => email)).toEqual([]);
}

const isUnexpected = (outcome: string) => outcome !== '302' && outcome !== '503';

/** Some from the beginning, the middle and the end. */
function sample<T>(all: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(all.length / 15));
  return all.filter((_one, index) => index % step === 0).slice(0, 16);
}

describe('two servers on one PostgreSQL, under load', () => {
  async function onPostgres(failureOf: (postgres: ControlledPostgres) => Failure): Promise<void> {
    const postgres = await startControlledPostgres();
    await postgres.run('create role dashboard login');
    await postgres.run('create database dashboard owner dashboard');
    const url = new URL('/dashboard', postgres.url);
    url.username = 'dashboard';
    const environment = await testEnvironment('sqlite', {
      DATABASE_URL: url.href,
      DASHBOARD_SECRET_KEY: '5e'.repeat(32),
    });
    const servers = await startServers(2, environment);
    await survive(servers, () => openPostgres(url.href), failureOf(postgres));
  }

  test('survive an immediate restart of the database', { timeout: 180_000 }, () =>
    onPostgres((postgres) => ({
      async break(load) {
        postgres.crash();
        await load.untilEach('503', 20);
      },
      repair: () => postgres.start(),
    })),
  );

  test('survive repeated termination of their connections', { timeout: 180_000 }, () =>
    onPostgres((postgres) => ({
      async break(load) {
        for (let round = 0; round < 5; round += 1) {
          await postgres.run(terminateAll);
          await load.untilEach('302', 3);
        }
      },
      repair: async () => undefined,
    })),
  );

  test('survive a failover to a read-only server', { timeout: 180_000 }, () =>
    onPostgres((postgres) => ({
      async break(load, servers) {
        await postgres.run('alter system set default_transaction_read_only = on');
        await postgres.run('select pg_reload_conf()');
        await load.untilEach('503', 20);
        for (const { address } of servers)
          expect((await fetch(`${address}api/ready`)).status).toBe(503);
      },
      async repair() {
        await postgres.run('alter system reset default_transaction_read_only');
        await postgres.run('select pg_reload_conf()');
      },
    })),
  );

  test('survive a database that accepts no more connections', { timeout: 180_000 }, () =>
    onPostgres((postgres) => ({
      async break(load) {
        await postgres.run('alter role dashboard connection limit 0');
        await postgres.run(terminateAll);
        await load.untilEach('503', 20);
      },
      repair: () => postgres.run('alter role dashboard connection limit -1'),
    })),
  );

  test('survive a database that is paused for 20 seconds', { timeout: 240_000 }, () =>
    onPostgres((postgres) => ({
      async break(load, servers) {
        const pausedAt = load.done.length;
        postgres.pause();
        await delay(20_000);
        for (const { address } of servers) {
          expect((await fetch(`${address}api/health`)).status).toBe(200);
          expect((await fetch(`${address}api/ready`)).status).toBe(503);
        }
        const during = load.done.slice(pausedAt);
        expect(during.filter(({ outcome }) => outcome === '503').length).toBeGreaterThan(20);
        for (const { milliseconds } of during) expect(milliseconds).toBeLessThan(20_000);
      },
      repair: async () => postgres.resume(),
    })),
  );
});

const terminateAll =
  "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'dashboard'";

describe('a connection that breaks during a commit', () => {
  test.each([
    ['before it was received', 'before', '302'],
    ['after it was written', 'after', 'token_replayed'],
  ] as const)(
    '%s responds with 503, and a retry is never a second sign-in',
    async (_when, mode, retried) => {
      const proxy = await startProxy(await newDatabaseUrl());
      const server = await startTestServer('postgres', { DATABASE_URL: proxy.url });
      const email = newEmail();
      const token = await makeToken(server.clock, { email });
      // The first sign-in also writes other rows, which do not matter here.
      await newBrowser(server.siteAddress).get(answerPath(await makeToken(server.clock)));
      proxy.breakNextCommit(mode);
      const first = await newBrowser(server.siteAddress).get(answerPath(token), json);
      expect(first.status).toBe(503);
      expect(first.headers.get('retry-after')).toBe('5');
      expect((await first.json()).error.code).toBe('database_unavailable');
      const retry = await newBrowser(server.siteAddress).get(answerPath(token), json);
      expect(retry.status === 302 ? '302' : (await retry.json()).error.code).toBe(retried);
      const sessions = await server.database.read
        .selectFrom('sessions')
        .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
        .where('accounts.email', '=', email)
        .select('sessions.id')
        .execute();
      expect(sessions).toHaveLength(1);
    },
  );
});

/** A proxy between a server and PostgreSQL that can break the connection of the next commit. */
async function startProxy(target: string) {
  const { hostname, port } = new URL(target);
  let mode: 'before' | 'after' | null = null;
  const proxy = createServer((client) => {
    const database = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      database.destroy();
    };
    let isCommitting = false;
    client.on('data', (chunk) => {
      const breaks = mode !== null && chunk.includes('commit\0');
      if (breaks && mode === 'before') end();
      else database.write(chunk);
      isCommitting ||= breaks;
      if (breaks) mode = null;
    });
    database.on('data', (chunk) => {
      if (isCommitting) end();
      else client.write(chunk);
    });
    for (const socket of [client, database]) socket.on('error', end).on('close', end);
  });
  const own = await freePort();
  await new Promise<void>((resolve) => proxy.listen(own, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const url = new URL(target);
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    breakNextCommit(next: 'before' | 'after') {
      mode = next;
    },
  };
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryToMount();
if (!canMount) console.info('The story of the full disk is skipped: it mounts a tmpfs, as root.');

describe('a server with the embedded database, under load', () => {
  test.skipIf(!canMount)('survives a full disk', { timeout: 180_000 }, async () => {
    const dataDir = newFolder();
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', dataDir]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', ['--lazy', dataDir]));
    const environment = await testEnvironment('sqlite', { DASHBOARD_DATA_DIR: dataDir });
    const servers = await startServers(1, environment);
    const filler = join(dataDir, 'filler');
    await survive(servers, () => openSqlite(join(dataDir, 'dashboard.sqlite')), {
      async break(load) {
        spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096']);
        await load.untilEach('503', 20);
      },
      repair: async () => rmSync(filler),
    });
  });

  test('survives another process that locks the file', { timeout: 180_000 }, async () => {
    const environment = await testEnvironment('sqlite');
    const path = join(environment.DASHBOARD_DATA_DIR ?? '', 'dashboard.sqlite');
    const servers = await startServers(1, environment);
    const lock = new DatabaseSync(path);
    onTestFinished(() => lock.close());
    await survive(servers, () => openSqlite(path), {
      async break(load, [server]) {
        const known = load.done.find(({ outcome }) => outcome === '302');
        while (!tryToLock(lock)) await delay(1);
        await load.untilEach('503', 20);
        // Requests that only read still succeed.
        expect((await fetch(`${server?.address}api/ready`)).status).toBe(200);
        expect((await known?.browser.get('api/session', json))?.status).toBe(200);
      },
      repair: async () => lock.exec('rollback'),
    });
  });
});

function tryToLock(database: DatabaseSync): boolean {
  try {
    database.exec('begin immediate');
    return true;
  } catch {
    return false;
  }
}

function tryToMount(): boolean {
  const folder = `/tmp/dashboard-mount-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return isMounted;
}
