import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { fencesIn } from '../../../tools/doc-fences.ts';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { freePort } from '../src/testing/free-port.ts';
import { newEmail } from '../src/testing/make-token.ts';
import { signInByForm } from '../src/testing/sign-in-by-form.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const root = new URL('../../../', import.meta.url).pathname;
const page = readFileSync(join(root, 'docs/connect-your-app.md'), 'utf8');
const signingKey = '5e'.repeat(32);

/** Runs the page's commands as they stand there, but for the address. */
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

describe('docs/connect-your-app.md', () => {
  beforeAll(() => buildAuthenticationApp(root));

  test('says what happens when its commands are typed', async () => {
    const server = await startTestServer('sqlite', {
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:3535/login',
    });
    const commands = fencesIn(page, 'sh').map(({ text }) => text);
    const typed = commands.filter((text) => !text.startsWith('npm install'));
    expect(typed).toHaveLength(commands.length - 1);
    const printed = await runShell(typed.join('\n'), server.siteAddress);
    expect(printed).toMatch(
      /location: http:\/\/localhost:3535\/login\?return_to=\/question\/1-superb-question&state=/i,
    );
    expect(printed).toMatch(/HTTP\/1\.1 302/);
    expect(printed).toMatch(/location: \/question\/1-superb-question\r?\n/i);
    expect(printed).toMatch(/"email":"rene@example.com".*"department":"Sales"/);
    expect(printed).toContain('token_replayed');
  });

  test('has an app that signs people in', async () => {
    const port = await freePort();
    const server = await startTestServer('sqlite', {
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${port}/login`,
    });
    const [app] = fencesIn(page, 'js');
    // Inside the repository, where what it installs is there already.
    mkdirSync(join(root, '.cache'), { recursive: true });
    const folder = mkdtempSync(join(root, '.cache/connected-app-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const code = app?.text
      .replace('http://localhost:3000', server.siteAddress)
      .replace('3535', String(port));
    writeFileSync(join(folder, 'app.mjs'), code ?? '');
    await startProgram([process.execPath, join(folder, 'app.mjs')], {
      environment: { SIGNING_KEY: signingKey },
      address: `http://localhost:${port}/login`,
    });
    const browser = newBrowser(server.siteAddress);
    const fields = { email: newEmail(), password: 'one' };
    const back = await signInByForm(browser, 'question/1-superb-question', fields);
    expect([back.status, back.headers.get('location')]).toEqual([
      302,
      '/question/1-superb-question',
    ]);
    expect((await browser.get('api/session')).status).toBe(200);
  });
});
