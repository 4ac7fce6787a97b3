import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { findChromium } from './find-chromium.ts';

/** Makes the pictures of the documents again, from the demo: `./node_modules/.bin/node tools/screenshots.ts`. */
const folder = mkdtempSync(join(tmpdir(), 'dashboard-screenshots-'));
const [port, appPort] = [String(await freePort()), String(await freePort())];
const demo = spawn(
  process.execPath,
  ['packages/server/src/main.ts', 'demo', '--app-port', appPort],
  {
    env: { ...process.env, PORT: port, DASHBOARD_DATA_DIR: folder, DASHBOARD_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
await new Promise((resolve) => demo.stdout.once('data', resolve));
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(`http://localhost:${port}/question/1-superb-question`);
await page.getByLabel('E-mail').fill('analyst@example.com');
await page.getByLabel('Password').fill('charts');
await page.getByRole('button', { name: 'Sign in' }).click();
await page.getByRole('img', { name: /revenue/i }).waitFor();
await page.waitForTimeout(500);
mkdirSync('docs/images', { recursive: true });
await page.screenshot({ path: 'docs/images/question.png' });
await browser.close();
demo.kill('SIGTERM');
await new Promise((resolve) => demo.once('exit', resolve));
rmSync(folder, { recursive: true, force: true });
