import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import {
  createPostgresDatabase,
  startPostgres,
} from '../packages/server/src/testing/postgres-server.ts';
import { type Measured, measure, median } from './load.ts';
import { createTokenSource, knownAccounts, makeTokens } from './tokens.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const signingKey = 'a signing key for the measurement, 48 bytes long';
const connections = 64;
/** More than the fastest server uses on the usual machine; a faster one signs the rest on demand. */
const preparedPerSecond = 20_000;

/** A server under test: how to start it, and the name of its cookie. */
interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ready: string;
}

const path = (file: string) => new URL(file, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'dashboard-bench-'));
const postgres = await startPostgres({ durable: true });
const databaseFor = (name: string) => createPostgresDatabase(postgres.url, name);

const dashboard = {
  file: path('../packages/server/src/main.ts'),
  args: ['start'],
  ready: 'Dashboard is ready',
};
const groups = Object.fromEntries(
  ['one', 'two', 'three', 'four', 'five'].map((name) => [name, [`Group ${name}`]]),
);
const dashboardEnvironment = {
  DASHBOARD_LOG_LEVEL: 'info',
  DASHBOARD_JWT_ENABLED: 'true',
  DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
  DASHBOARD_JWT_SIGNING_KEY: signingKey,
  DASHBOARD_JWT_MAX_AGE_SECONDS: '3600',
  DASHBOARD_JWT_GROUP_SYNC: 'true',
  DASHBOARD_JWT_GROUP_MAPPINGS: JSON.stringify(groups),
};

const contestants: readonly Contestant[] = [
  { name: 'the floor', file: path('floor.ts'), args: [], environment: {}, ready: 'ready' },
  {
    name: 'the tutorial stack',
    file: path('tutorial.ts'),
    args: [],
    environment: { DATABASE_URL: await databaseFor('tutorial') },
    ready: 'ready',
  },
  {
    ...dashboard,
    name: 'Dashboard, embedded',
    environment: { ...dashboardEnvironment, DASHBOARD_DATA_DIR: join(folder, 'embedded') },
  },
  {
    ...dashboard,
    name: 'Dashboard, PostgreSQL',
    environment: {
      ...dashboardEnvironment,
      DASHBOARD_DATA_DIR: join(folder, 'postgres'),
      DATABASE_URL: await databaseFor('dashboard'),
      DASHBOARD_SECRET_KEY: '5e'.repeat(32),
    },
  },
];

interface Row {
  readonly name: string;
  readonly signIns: Measured[];
  readonly sessions: Measured[];
  residentMegabytes: number;
}

async function start(contestant: Contestant, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [contestant.file, ...contestant.args], {
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      PORT: String(port),
      SIGNING_KEY: signingKey,
      ...contestant.environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
      if (printed.includes(contestant.ready)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${contestant.name} ended with ${code}`)));
  });
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/**
 * Signs each account in once, so that the measurement has only existing accounts. @returns session
 * cookies
 */
async function warmUp(url: string, tokens: readonly string[]): Promise<string[]> {
  const cookies: string[] = [];
  for (let at = 0; at < tokens.length; at += 50) {
    const answers = await Promise.all(
      tokens.slice(at, at + 50).map((token) =>
        fetch(`${url}/auth/sso?jwt=${token}&return_to=/question/1`, {
          redirect: 'manual',
          headers: { cookie: 'dashboard_attempt_x=1' },
        }),
      ),
    );
    for (const answer of answers) {
      if (answer.status !== 302) throw new Error(`warming up: ${answer.status}`);
      cookies.push(answer.headers.getSetCookie()[0]?.split(';')[0] ?? '');
      await answer.arrayBuffer();
    }
  }
  return cookies;
}

async function residentMegabytes(pid: number | undefined): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function runRound(contestant: Contestant, row: Row): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await start(contestant, port);
  // At rest: the memory of the start has been released.
  await sleep(2_000);
  if (row.residentMegabytes === 0) row.residentMegabytes = await residentMegabytes(child.pid);
  try {
    const cookies = await warmUp(url, makeTokens(knownAccounts, signingKey, Date.now()));
    const nextToken = createTokenSource(
      preparedPerSecond * seconds,
      signingKey,
      // Another instant than the warm-up's: it is part of each token's id.
      Date.now() + 1,
    );
    row.signIns.push(
      await measure({
        url,
        seconds,
        connections,
        cookie: 'dashboard_attempt_x=1',
        nextPath: () => `/auth/sso?jwt=${nextToken()}&return_to=/question/1`,
        expectedStatus: 302,
      }),
    );
    let next = 0;
    row.sessions.push(
      await measure({
        url,
        seconds,
        connections,
        cookie: '',
        nextCookie: () => cookies[next++ % cookies.length] ?? '',
        nextPath: () => '/api/session',
        expectedStatus: 200,
      }),
    );
  } finally {
    await stop(child);
  }
}

const rows: Row[] = contestants.map(({ name }) => ({
  name,
  signIns: [],
  sessions: [],
  residentMegabytes: 0,
}));
try {
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      process.stderr.write(`round ${round} of ${rounds}: ${contestant.name}\n`);
      await runRound(contestant, rows[index] as Row);
    }
  }
  printTable();
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

function printTable(): void {
  const rate = (measured: readonly Measured[]) =>
    Math.round(median(measured.map(({ perSecond }) => perSecond)));
  const latency = (measured: readonly Measured[]) =>
    `${median(measured.map(({ medianMs }) => medianMs))} / ${median(measured.map(({ p99Ms }) => p99Ms))}`;
  const tutorial = rows[1] as Row;
  const times = (value: number, of: number) => `${(value / of).toFixed(2)}×`;
  console.log(
    `\nMedians of ${rounds} rounds of ${seconds} s, ${connections} connections, one server process each.`,
  );
  console.log(
    'A sign-in: a known account, five groups in the token; durable except for the floor.\n',
  );
  console.log(
    '| server | sign-ins/s | × tutorial | p50 / p99 ms | GET /api/session/s | × tutorial | p50 / p99 ms | MB at rest |',
  );
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const row of rows) {
    const [signIns, sessions] = [rate(row.signIns), rate(row.sessions)];
    console.log(
      `| ${row.name} | ${signIns} | ${times(signIns, rate(tutorial.signIns))} | ${latency(row.signIns)} | ${sessions} | ${times(sessions, rate(tutorial.sessions))} | ${latency(row.sessions)} | ${row.residentMegabytes} |`,
    );
  }
}
