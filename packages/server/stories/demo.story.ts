import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startDemoAuthenticationApp } from '../src/demo/demo-authentication-app.ts';
import { freePort } from '../src/testing/free-port.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { testSigningKey } from '../src/testing/test-server.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;

vi.setConfig({ testTimeout: 120_000 });

/** Runs `./dashboard demo …`, which is expected to end at once. */
async function demo(words: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main, 'demo', ...words], { env: { ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return { exitCode, printed };
}

describe('the demo refuses to start', () => {
  test('with DATABASE_URL, where it would leave an administrator with a public password', async () => {
    const dataDir = join(newFolder(), 'demo');
    const { exitCode, printed } = await demo([], {
      DASHBOARD_DATA_DIR: dataDir,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      DASHBOARD_SECRET_KEY: '5e'.repeat(32),
    });
    expect([exitCode, printed]).toEqual([1, expect.stringMatching(/^The demo .*DATABASE_URL/)]);
    expect(existsSync(dataDir)).toBe(false);
  });

  test('in the folder of another site', async () => {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'dashboard.sqlite'), '');
    const { exitCode, printed } = await demo([], { DASHBOARD_DATA_DIR: dataDir });
    expect([exitCode, printed]).toEqual([1, expect.stringMatching(/another site's data/)]);
  });

  test.each([
    ['the app', ['--app-port', '3659'], {}, /^Browsers refuse to open port 3659/],
    ['Dashboard', [], { PORT: '6000' }, /^Browsers refuse to open port 6000/],
    ['neither', ['--app-port', 'x'], {}, /^--app-port must be a port/],
  ])('on a port that browsers block, for %s', async (_what, words, environment, message) => {
    const { exitCode, printed } = await demo(words, {
      ...environment,
      DASHBOARD_DATA_DIR: join(newFolder(), 'demo'),
    });
    expect([exitCode, printed]).toEqual([1, expect.stringMatching(message)]);
  });
});

test('the demo app redirects after a wrong password, and has a favicon', async () => {
  const port = await freePort();
  const app = await startDemoAuthenticationApp({
    ...{ port, signingKey: testSigningKey, withPkce: false },
    siteAddress: 'http://localhost:9/',
  });
  onTestFinished(() => app.stop());
  const address = `http://localhost:${port}`;
  const form = {
    email: 'analyst@example.com',
    password: 'wrong',
    return_to: '/question/1',
    state: 's',
  };
  const wrong = await fetch(`${address}/login`, {
    ...{ method: 'POST', redirect: 'manual' },
    body: new URLSearchParams(form),
  });
  expect(wrong.status).toBe(303);
  const location = new URL(wrong.headers.get('location') ?? '', address);
  expect(location.searchParams.get('return_to')).toBe('/question/1');
  expect(location.href).not.toContain('analyst');
  const page = await (await fetch(location)).text();
  expect(page).toContain('role="alert"');
  expect(page).toContain('name="state" value="s"');
  expect(page).toMatch(/<link rel="icon" href="data:/);
  const { headers } = await fetch(address);
  expect(headers.get('content-security-policy')).toMatch(/img-src data:/);
  const right = await fetch(`${address}/login`, {
    ...{ method: 'POST', redirect: 'manual' },
    body: new URLSearchParams({ ...form, password: 'charts' }),
  });
  expect([right.status, right.headers.get('location')]).toEqual([
    302,
    expect.stringMatching(
      /^http:\/\/localhost:9\/auth\/sso\?jwt=.*&return_to=%2Fquestion%2F1&state=s$/,
    ),
  ]);
});
