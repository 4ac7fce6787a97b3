import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { median } from './load.ts';
import { makeTokens } from './tokens.ts';

/**
 * An attacker guesses passwords, fifty a second: how does that affect people who sign in through
 * JWT?
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = Number(values.seconds);
const guessesPerSecond = 50;
const signInsPerSecond = 20;
const signingKey = 'a signing key for the measurement, 48 bytes long';
const administrator = { email: 'admin@example.com', password: 'a password for the owner' };

const folder = mkdtempSync(join(tmpdir(), 'dashboard-bench-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const child = spawn(
  process.execPath,
  [new URL('../packages/server/src/main.ts', import.meta.url).pathname, 'start'],
  {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      DASHBOARD_DATA_DIR: folder,
      DASHBOARD_LOG_LEVEL: 'warn',
      DASHBOARD_TRUST_PROXY: '1',
      DASHBOARD_ADMIN_EMAIL: administrator.email,
      DASHBOARD_ADMIN_PASSWORD: administrator.password,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_MAX_AGE_SECONDS: '3600',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await new Promise<void>((resolve) =>
  child.stdout.on('data', (chunk) => String(chunk).includes('is ready') && resolve()),
);

async function tryPassword(email: string, password: string, address: string): Promise<Response> {
  return fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email, password }),
  });
}

/** Signs people in at a constant rate. @returns milliseconds of each sign-in, in order of size */
async function signInPace(lasts: number, now: number): Promise<number[]> {
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  for (const token of makeTokens(lasts * signInsPerSecond, signingKey, now)) {
    const start = performance.now();
    pending.push(
      fetch(`${url}/auth/sso?jwt=${token}`, { redirect: 'manual' }).then((answer) => {
        if (answer.status !== 302) throw new Error(`a sign-in got ${answer.status}`);
        times.push(performance.now() - start);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000 / signInsPerSecond));
  }
  await Promise.all(pending);
  return times.sort((a, b) => a - b);
}

function inWords(times: readonly number[]): string {
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  return `p50 ${median(times).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
}

try {
  const owner = await tryPassword(administrator.email, administrator.password, '192.0.2.1');
  const cookie = owner.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const quiet = await signInPace(10, Date.now());
  const statuses = new Map<number, number>();
  const guesses: Promise<void>[] = [];
  let guess = 0;
  const guessing = setInterval(() => {
    guess += 1;
    guesses.push(
      tryPassword(administrator.email, `guess number ${guess}`, '192.0.2.66').then(({ status }) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
    );
  }, 1000 / guessesPerSecond);
  const meanwhile = await signInPace(seconds, Date.now());
  clearInterval(guessing);
  await Promise.all(guesses);
  const session = await fetch(`${url}/api/session`, { headers: { cookie } });
  const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  console.log(`Guesses in ${seconds} s: ${counts}`);
  console.log(`The owner's live session answers ${session.status}`);
  console.log(`Sign-ins through JWT, ${signInsPerSecond} a second, quiet: ${inWords(quiet)}`);
  console.log(`The same during the guesses: ${inWords(meanwhile)}`);
} finally {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
