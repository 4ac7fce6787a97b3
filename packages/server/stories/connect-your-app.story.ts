import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { fencesIn } from '../../../tools/doc-fences.ts';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { freePort } from '../src/testing/free-port.ts';
import { signInByForm } from '../src/testing/sign-in-by-form.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const root = new URL('../../../', import.meta.url).pathname;
const page = readFileSync(join(root, 'docs/connect-your-app.md'), 'utf8');
const signingKey = '0123456789abcdef'.repeat(4);

/** Runs the page's commands unchanged, except for the address. */
async function runShell(script: string, siteAddress: string): Promise<string> {
  const child = spawn(
    'sh',
    ['-e', '-c', script.replaceAll('http://localhost:3000/', siteAddress)],
    {
      cwd: newFolder(),
      env: { PATH: process.env.PATH ?? '', SIGNING_KEY: signingKey },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect(exitCode).toBe(0);
  return printed;
}

/** Runs `./dashboard …` next to the server. */
async function runDashboard(words: readonly string[], { environment }: TestServer) {
  const main = join(root, 'packages/server/src/main.ts');
  const child = spawn(process.execPath, [main, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  return printed.trim();
}

/** Starts the programs of the page unchanged, except for the ports. */
async function startApp(file: string, code: string, port: number, environment = {}) {
  writeFileSync(file, code);
  return startProgram([process.execPath, file], {
    environment: { SIGNING_KEY: signingKey, ...environment },
    address: `http://localhost:${port}/login`,
  });
}

/** A folder inside the repository, where the packages that an app needs are installed. */
function newAppFolder(): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/connected-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function expectSignIn({ siteAddress }: TestServer): Promise<void> {
  const browser = newBrowser(siteAddress);
  const fields = { email: 'rene@example.com', password: 'one' };
  const back = await signInByForm(browser, 'question/1-superb-question', fields);
  expect([back.status, back.headers.get('location')]).toEqual([302, '/question/1-superb-question']);
  const { account } = await (await browser.get('api/session')).json();
  expect(account).toMatchObject({ email: 'rene@example.com', firstName: 'Rene' });
}

describe('docs/connect-your-app.md', () => {
  beforeAll(() => buildAuthenticationApp(root));

  test('signs the same person in at each step, on one site', { timeout: 120_000 }, async () => {
    const port = await freePort();
    const identityProviderUri = `http://localhost:${port}/login`;
    const server = await startTestServer('sqlite', {
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: identityProviderUri,
    });

    // Steps 2 to 5: the commands.
    const commands = fencesIn(page, 'sh').map(({ text }) => text);
    const typed = commands.filter((text) => !text.includes('npm install'));
    expect(typed).toHaveLength(commands.length - 1);
    const printed = await runShell(typed.join('\n'), server.siteAddress);
    const start = `location: ${identityProviderUri}?return_to=/question/1-superb-question&state=`;
    expect(printed.toLowerCase()).toContain(start);
    expect(printed).toMatch(/HTTP\/1\.1 302/);
    expect(printed).toMatch(/location: \/question\/1-superb-question\r?\n/i);
    expect(printed).toMatch(/"email":"rene@example.com".*"department":"Sales"/);
    expect(printed).toContain('token_replayed');

    // Step 5: the command that prints a link.
    const [, words = ''] = /`\.\/dashboard (token --email \S+)`/.exec(page) ?? [];
    const link = (await runDashboard(words.split(' '), server)).split('\n').at(-1) ?? '';
    expect((await newBrowser(server.siteAddress).get(link)).status).toBe(302);

    // Step 6: the app of the page.
    const [app] = fencesIn(page, 'js');
    const code = app?.text
      .replace('http://localhost:3000', server.siteAddress)
      .replace('3535', String(port));
    const running = await startApp(join(newAppFolder(), 'app.mjs'), code ?? '', port);
    await expectSignIn(server);
    await running.stop();

    // Step 7: an example.
    const environment = { PORT: String(port), DASHBOARD_URL: server.siteAddress };
    const example = readFileSync(join(root, 'examples/node-express/app.js'), 'utf8');
    await startApp(join(newAppFolder(), 'app.mjs'), example, port, environment);
    await expectSignIn(server);
  });
});
