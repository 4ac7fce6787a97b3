import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openSqlite } from '../src/db/open-sqlite.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { untilQueriesRun } from '../src/testing/query-processes.ts';
import { testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const main = new URL('../src/main.ts', import.meta.url).pathname;

const aSecondOrSo =
  'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select max(i) from n';

/** Starts the program as a separate process and waits until it is ready or has ended. */
async function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main, 'start'], { env: { ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { out: '', err: '' };
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const isReady = new Promise<boolean>((resolve) => {
    child.stdout.on('data', (chunk) => {
      printed.out += chunk;
      if (printed.out.includes('Dashboard is ready')) resolve(true);
    });
    child.once('close', () => resolve(false));
  });
  return { child, printed, isReady: await isReady };
}

async function exitOf(child: ChildProcess): Promise<unknown> {
  return child.exitCode ?? (await once(child, 'exit'))[0];
}

describe('a start that can’t succeed says so in one line and exits with 1', () => {
  async function refusalWith(environment: Record<string, string>): Promise<string> {
    const { child, printed, isReady } = await start(environment);
    expect(isReady).toBe(false);
    expect(await exitOf(child)).toBe(1);
    return printed.err.trim();
  }

  test('on a port that is in use', async () => {
    const environment = await testEnvironment('sqlite');
    const other = createServer().listen(Number(environment.PORT), '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    expect(await refusalWith(environment)).toMatch(
      /^Port \d+ on 127\.0\.0\.1 is in use by another program\..*$/,
    );
  });

  test('with a data directory that can’t be written', async () => {
    const environment = await testEnvironment('sqlite', { DASHBOARD_DATA_DIR: `${main}/data` });
    expect(await refusalWith(environment)).toMatch(
      /^The data directory .*main\.ts\/data can't be written .*$/,
    );
  });

  test('with a data directory that another server uses, naming it', async () => {
    const environment = await testEnvironment('sqlite');
    const first = await start(environment);
    expect(first.isReady).toBe(true);
    expect(await refusalWith({ ...environment, PORT: '0' })).toMatch(
      new RegExp(`^Another server uses the data directory .*: process ${first.child.pid} on .*$`),
    );
  });

  test('with a token endpoint and no issuer, which would refuse every sign-in', async () => {
    const environment = await testEnvironment('sqlite', {
      DASHBOARD_JWT_TOKEN_ENDPOINT: 'https://id.example.com/token',
    });
    expect(await refusalWith(environment)).toMatch(/^DASHBOARD_JWT_TOKEN_ENDPOINT: .*issuer.*$/);
  });

  test('with a database newer than the program', async () => {
    const environment = await testEnvironment('sqlite');
    const first = await start(environment);
    first.child.kill('SIGTERM');
    await exitOf(first.child);
    const database = openSqlite(join(environment.DASHBOARD_DATA_DIR ?? '', 'dashboard.sqlite'));
    await database.transaction(async (tx) => {
      await tx
        .insertInto('migrations' as never)
        .values({ name: '9999-later', checksum: 'x', applied_at: 1 } as never)
        .execute();
    });
    await database.close();
    expect(await refusalWith(environment)).toMatch(
      /^The database is newer than this program: .*9999-later.*$/,
    );
  });

  test('with a PostgreSQL that isn’t there', async () => {
    const environment = await testEnvironment('sqlite', {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      DASHBOARD_SECRET_KEY: '5e'.repeat(32),
    });
    expect(await refusalWith(environment)).toMatch(
      /^The database at 127\.0\.0\.1:9 can't be used: .*$/,
    );
  });

  test('with an invalid environment, with each error on a separate line', async () => {
    const message = await refusalWith({ PORT: 'x', DASHBOARD_LOG_LEVEL: 'loud' });
    expect(message.split('\n')).toHaveLength(3);
  });
});

describe('a stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes the requests in progress, even if the signal comes twice, and exits with 0',
    async (signal) => {
      const environment = await testEnvironment('sqlite');
      const { child } = await start(environment);
      const site = `http://localhost:${environment.PORT}/`;
      const signedIn = await fetch(
        new URL(answerPath(await makeToken({ now: Date.now() })), site),
        { redirect: 'manual' },
      );
      const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const database = openSqlite(join(environment.DASHBOARD_DATA_DIR ?? '', 'dashboard.sqlite'));
      await database.transaction((tx) =>
        tx.updateTable('questions').set({ sql: aSecondOrSo }).where('id', '=', 1).execute(),
      );
      await database.close();
      const inFlight = fetch(`${site}api/questions/1/run`, {
        method: 'POST',
        body: '{}',
        headers: { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      });
      await untilQueriesRun(environment.DASHBOARD_DATA_DIR ?? '', 1);
      child.kill(signal);
      child.kill(signal);
      expect((await inFlight).status).toBe(200);
      expect(await exitOf(child)).toBe(0);
    },
  );
});
