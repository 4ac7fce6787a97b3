import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSigningKey, signLoginToken } from '@dashboard/login-token';
import { chromium, type Page } from '@playwright/test';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { findChromium } from './find-browser.ts';

// Takes the pictures of the documents again: `./node_modules/.bin/node tools/screenshots.ts`.

const administrator = { email: 'admin@example.com', password: 'a password for pictures' };
const signingKey = 'a signing key for the pictures of the guide';

/** Runs a command of Dashboard with an empty data directory, as long as `work` runs. */
async function withProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  work: (address: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-screenshots-'));
  const port = String(await freePort());
  const program = spawn(process.execPath, ['packages/server/src/main.ts', ...words], {
    env: {
      ...process.env,
      PORT: port,
      DASHBOARD_DATA_DIR: folder,
      DASHBOARD_LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => program.stdout.once('data', resolve));
  await work(`http://localhost:${port}/`);
  program.kill('SIGTERM');
  await new Promise((resolve) => program.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  // A page that still loads shows grey blocks instead of its content.
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `docs/images/${name}.png` });
}

async function question(page: Page): Promise<void> {
  const appPort = String(await freePort());
  await withProgram(['demo', '--app-port', appPort], {}, async (address) => {
    await page.goto(`${address}question/1-superb-question`);
    await page.getByLabel('Email').fill('analyst@example.com');
    await page.getByLabel('Password').fill('charts');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('img', { name: /revenue/i }).waitFor();
    await picture(page, 'question');
  });
}

/** A call of the API as the administrator who is signed in in this browser. */
async function call(page: Page, method: string, address: string, body: object): Promise<void> {
  const { origin } = new URL(address);
  const headers = { origin, 'sec-fetch-site': 'same-origin' };
  const answer = await page.request.fetch(address, { method, data: body, headers });
  if (!answer.ok()) throw new Error(`${method} ${address}: ${await answer.text()}`);
}

async function signIn(page: Page, address: string, claims: object): Promise<void> {
  const iat = Math.floor(Date.now() / 1000);
  const whole = { iat, jti: crypto.randomUUID(), ...claims };
  const token = await signLoginToken(whole, await importSigningKey(signingKey));
  // Without the administrator's cookies: another browser.
  await fetch(`${address}auth/sso?jwt=${token}`, { redirect: 'manual' });
  await page.waitForTimeout(200);
}

async function guide(page: Page): Promise<void> {
  const environment = {
    DASHBOARD_ADMIN_EMAIL: administrator.email,
    DASHBOARD_ADMIN_PASSWORD: administrator.password,
  };
  await withProgram(['start'], environment, async (address) => {
    await call(page, 'POST', `${address}api/session`, administrator);
    for (const name of ['Engineers', 'Sales'])
      await call(page, 'POST', `${address}api/groups`, { name });
    await call(page, 'PATCH', `${address}api/settings/jwt`, {
      ...{ enabled: true, identityProviderUri: 'https://app.example.com/sign-in', signingKey },
      ...{ groupSync: true, groupMappings: { eng: [3], sales: [4] } },
    });
    await signIn(page, address, { email: 'kim@example.com', groups: ['sales'], tenant: 'north' });
    await signIn(page, address, { email: 'rene@example.com', groups: ['eng', 'support'] });
    await signIn(page, address, { email: 'kim@example.com', aud: 'another site' });
    const settings = `${address}admin/settings/authentication`;
    await page.goto(settings);
    await picture(page, 'authentication');
    await page.goto(`${settings}/jwt`);
    await picture(page, 'jwt-form');
    await page.getByRole('button', { name: 'Edit mappings' }).click();
    await picture(page, 'edit-mappings');
    await page.goto(`${settings}/password-login`);
    await picture(page, 'password-login');
    await page.goto(`${address}admin/sign-ins`);
    await page.getByRole('button', { name: 'The token is for another audience' }).click();
    await picture(page, 'sign-in-log');
    await page.goto(`${address}admin/check-token`);
    await page.getByText('Claims', { exact: true }).click();
    await page
      .getByRole('textbox', { name: 'Claims' })
      .fill('{\n  "email": "kim@example.com",\n  "groups": ["eng"],\n  "tenant": "south"\n}');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('This person would be signed in').waitFor();
    await page.getByRole('heading', { name: 'What would change' }).scrollIntoViewIfNeeded();
    await picture(page, 'check-token');
  });
}

mkdirSync('docs/images', { recursive: true });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const make of [question, guide])
  await make(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
await browser.close();
