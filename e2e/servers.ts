import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { freePort } from '../packages/server/src/testing/free-port.ts';

export const administrator = { email: 'admin@example.com', password: 'a password for tests' };

/** The environment of a Dashboard that has this administrator from the start. */
export const withAdministrator = {
  DASHBOARD_ADMIN_EMAIL: administrator.email,
  DASHBOARD_ADMIN_PASSWORD: administrator.password,
} as const;

export interface Running {
  readonly address: string;
  readonly port: number;
}

/** Starts programs of the project as people do, each on a free port; they end with the test. */
export interface Programs {
  /** Dashboard with an empty data directory and these variables. */
  dashboard(environment?: Readonly<Record<string, string>>, port?: number): Promise<Running>;
  /** `npm run demo`, with these options and the demo authentication app on `appPort`. */
  demo(...options: readonly string[]): Promise<Running & { readonly appPort: number }>;
  /** `examples/node-express`. */
  exampleApp(dashboard: Running, signingKey: string, port: number): Promise<Running>;
}

const root = new URL('..', import.meta.url).pathname;
const main = join(root, 'packages/server/src/main.ts');

export const test = base.extend<{ programs: Programs }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here
  programs: async ({}, use) => {
    const children: ChildProcess[] = [];
    const folders: string[] = [];

    async function run(
      words: readonly string[],
      environment: Readonly<Record<string, string>>,
      sign: string,
    ): Promise<void> {
      const child = spawn(process.execPath, words, {
        env: { PATH: process.env.PATH ?? '', ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      await new Promise<void>((resolve, reject) => {
        let printed = '';
        child.stdout?.on('data', (chunk) => {
          printed += chunk;
          if (printed.includes(sign)) resolve();
        });
        child.once('exit', () => reject(new Error(`${words.join(' ')} ended: ${printed}`)));
      });
    }

    function newDataDir(): string {
      const folder = mkdtempSync(join(tmpdir(), 'dashboard-e2e-'));
      folders.push(folder);
      return folder;
    }

    await use({
      async dashboard(environment = {}, port) {
        const ownPort = port ?? (await freePort());
        const variables = {
          PORT: String(ownPort),
          DASHBOARD_DATA_DIR: newDataDir(),
          DASHBOARD_LOG_LEVEL: 'warn',
          ...environment,
        };
        await run([main, 'start'], variables, 'Dashboard is ready');
        return { address: `http://localhost:${ownPort}/`, port: ownPort };
      },
      async demo(...options) {
        const [port, appPort] = [await freePort(), await freePort()];
        const variables = {
          PORT: String(port),
          DASHBOARD_DATA_DIR: newDataDir(),
          DASHBOARD_LOG_LEVEL: 'warn',
        };
        const words = [main, 'demo', '--app-port', String(appPort), ...options];
        await run(words, variables, 'Dashboard is ready');
        return { address: `http://localhost:${port}/`, port, appPort };
      },
      async exampleApp(dashboard, signingKey, port) {
        const variables = {
          PORT: String(port),
          DASHBOARD_URL: dashboard.address,
          SIGNING_KEY: signingKey,
        };
        await run([join(root, 'examples/node-express/app.js')], variables, 'is ready');
        return { address: `http://localhost:${port}/`, port };
      },
    });
    for (const child of children) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  },
});

/** Fills in the sign-in page; the test waits for the result. */
export async function signInWithPassword(
  page: Page,
  { address }: Running,
  email: string,
  password: string,
) {
  await page.goto(`${address}auth/login`);
  await page.getByLabel('Email').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
}

/** The same for the administrator, until the home page is shown. */
export async function signInAsAdministrator(
  page: Page,
  dashboard: Running,
  password = administrator.password,
): Promise<void> {
  await signInWithPassword(page, dashboard, administrator.email, password);
  await page.waitForURL(dashboard.address);
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible();
}

export { expect };
