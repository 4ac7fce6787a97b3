import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { importSigningKey, signLoginToken } from '../packages/login-token/src/index.ts';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { findFirefox } from '../tools/find-browser.ts';
import { signingKey, startEagerApp, superb } from './eager-app.ts';
import { administrator, expect, test, withAdministrator } from './servers.ts';

// The promises of the README in Debian's Firefox, which Playwright can't drive: by WebDriver BiDi.

const firefox = findFirefox();
if ('reason' in firefox) console.error(firefox.reason);
test.skip('reason' in firefox, 'reason' in firefox ? firefox.reason : '');
test.describe.configure({ timeout: 180_000 });

const patience = 30_000;

/** Runs the work in a Firefox of its own; fails on errors of our own pages. */
async function inFirefox(
  work: (newPage: () => Promise<Page>) => Promise<void>,
  preferences: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'dashboard-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: 'path' in firefox ? firefox.path : '',
    headless: true,
    defaultViewport: { width: 1280, height: 900 },
    userDataDir: profile,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-US', ...preferences },
  });
  const problems: string[] = [];
  try {
    await work(async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (/Content-Security-Policy|Content Security Policy/.test(message.text()))
          problems.push(message.text());
      });
      return page;
    });
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The field with this label: by its text, as people find it. */
async function fill(page: Page, label: string, text: string): Promise<void> {
  const selector = `::-p-xpath(//input[@id = //label[starts-with(normalize-space(.), "${label}")]/@for])`;
  const field = await page.waitForSelector(selector, { visible: true });
  await field?.click({ count: 3 });
  await field?.type(text);
}

async function press(page: Page, name: string): Promise<void> {
  const selector = `::-p-xpath(//button[normalize-space(.) = "${name}"] | //a[normalize-space(.) = "${name}"])`;
  const button = await page.waitForSelector(selector, { visible: true });
  await button?.click();
}

async function sees(page: Page, text: string): Promise<void> {
  await page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(text)})`);
}

async function isAt(page: Page, address: string): Promise<void> {
  await page.waitForFunction(`location.href === ${JSON.stringify(address)}`);
}

async function signInAsAdministrator(page: Page, address: string): Promise<void> {
  await page.goto(`${address}auth/login`);
  await fill(page, 'Email', administrator.email);
  await fill(page, 'Password', administrator.password);
  await press(page, 'Sign in');
  await isAt(page, address);
}

test('a link to a question leads through the app to the chart, after a wrong password too', async ({
  programs,
}) => {
  const demo = await programs.demo();
  await inFirefox(async (newPage) => {
    const page = await newPage();
    const question = `${demo.address}question/2-orders-by-category?from=2025-01-01`;
    await page.goto(question);
    await fill(page, 'Email', 'analyst@example.com');
    await fill(page, 'Password', 'wrong');
    await press(page, 'Sign in');
    await page.waitForSelector('[role=alert], .error');
    await fill(page, 'Email', 'analyst@example.com');
    await fill(page, 'Password', 'charts');
    await press(page, 'Sign in');
    await isAt(page, question);
    await page.waitForSelector('canvas, [role=img]');
    await sees(page, 'Orders by category');

    // Back and reload don't break the session.
    await page.reload();
    await sees(page, 'Orders by category');
    await page.goto(`${demo.address}account`);
    await sees(page, 'Your sessions');
    await page.goBack();
    await sees(page, 'Orders by category');

    // Signing out never signs in again by itself.
    await page.goto(`${demo.address}account`);
    await press(page, 'Sign out');
    await isAt(page, `${demo.address}auth/signed-out`);
    await sees(page, 'You are signed out');
  });
});

test('the first administrator sets the site up, connects an app with a generated key, and nothing moves', async ({
  programs,
}) => {
  const dashboard = await programs.dashboard();
  await inFirefox(async (newPage) => {
    const page = await newPage();
    await page.goto(dashboard.address);
    await press(page, 'Create account');
    await sees(page, 'Enter your first name.');
    await fill(page, 'First name', 'Ada');
    await fill(page, 'Last name', 'Example');
    await fill(page, 'Email', administrator.email);
    await fill(page, 'Password', administrator.password);
    await press(page, 'Create account');
    await isAt(page, dashboard.address);

    await page.goto(`${dashboard.address}admin/settings/authentication/jwt`);
    await fill(page, 'JWT Identity Provider URI', 'http://localhost:9/login');
    const avatarX =
      'document.querySelector("header button:last-of-type").getBoundingClientRect().x';
    const before = await page.evaluate(avatarX);
    await press(page, 'Generate');
    await page.waitForSelector('[role=dialog]', { visible: true });
    expect(await page.evaluate(avatarX)).toBe(before);
    const inDialog = '::-p-xpath(//*[@role="dialog"]//button[normalize-space(.) = "Generate"])';
    await (await page.waitForSelector(inDialog, { visible: true }))?.click();
    await press(page, 'Done');
    await page.waitForSelector('[role=dialog]', { hidden: true });
    await (await page.waitForSelector('#enabled'))?.evaluate('element => element.click()');
    await press(page, 'Save');
    await sees(page, 'JWT settings saved');
  });
});

test('with all cookies blocked, the sign-in ends at a page that says so', async ({ programs }) => {
  const port = await freePort();
  const app = await startEagerApp(`http://localhost:${port}/`, () => 'lin@example.com');
  const dashboard = await programs.dashboard(
    {
      ...withAdministrator,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${app.port}/`,
    },
    port,
  );
  await inFirefox(
    async (newPage) => {
      const page = await newPage();
      await page.goto(dashboard.address + superb);
      await sees(page, 'Your browser blocks the cookie that keeps you signed in.');
      expect(page.url()).not.toContain('jwt=');
    },
    { 'network.cookie.cookieBehavior': 2 },
  );
  app.stop();
});

/** What people's Firefox does unless set otherwise; the driver's profile accepts all cookies. */
const totalCookieProtection = {
  'network.cookie.cookieBehavior': 5,
  'browser.contentblocking.category': 'custom',
};

test('a question in a frame of another site keeps its own session (Total Cookie Protection)', async ({
  programs,
}) => {
  const outer = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Outer</title>');
  });
  await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve));
  const outerPort = (outer.address() as AddressInfo).port;
  const dashboard = await programs.dashboard({
    ...withAdministrator,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
  });
  const now = Math.floor(Date.now() / 1000);
  const token = await signLoginToken(
    { email: 'rene@example.com', sub: 'rene@example.com', iat: now, jti: crypto.randomUUID() },
    await importSigningKey(signingKey),
  );
  await inFirefox(async (newPage) => {
    const page = await newPage();
    await signInAsAdministrator(page, dashboard.address);
    await page.evaluate(
      `fetch('api/settings/general', { method: 'PATCH', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ embeddingOrigins: ['http://127.0.0.1:${outerPort}'] }) }).then((r) => r.status)`,
    );
    await page.goto(`http://127.0.0.1:${outerPort}/`);
    const path = `/question/1-superb-question?chrome=none`;
    const source = `${dashboard.address}auth/sso?jwt=${token}&return_to=${encodeURIComponent(path)}`;
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(source)}, width: 800, height: 500 }))`,
    );
    const frame = await page.waitForFrame((one) => one.url().includes('/question/'));
    await frame.waitForFunction("document.body.innerText.includes('Superb question')");
    const inFrame = await frame.evaluate(
      "fetch('/api/session').then((r) => r.json()).then(({ account }) => account.email)",
    );
    expect(inFrame).toBe('rene@example.com');
    const top = await newPage();
    await top.goto(`${dashboard.address}account`);
    await sees(top, administrator.email);
  }, totalCookieProtection);
  outer.close();
});
