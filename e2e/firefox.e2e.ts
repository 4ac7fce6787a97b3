import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { importSigningKey, signLoginToken } from '../packages/login-token/src/index.ts';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { findFirefox } from '../tools/find-browser.ts';
import { signingKey, startEagerApp, superb } from './eager-app.ts';
import {
  administrator,
  expect,
  type Programs,
  type Running,
  test,
  withAdministrator,
} from './servers.ts';

// The README's steps in Debian's Firefox, which Playwright can't control: by WebDriver BiDi.

const firefox = findFirefox();
if ('reason' in firefox) console.error(firefox.reason);
test.skip('reason' in firefox, 'reason' in firefox ? firefox.reason : '');
test.describe.configure({ timeout: 180_000 });

const patience = 30_000;

/** Runs the work in a separate Firefox; fails on each error in the console. */
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
        const isPolicy = /Content-Security-Policy|Content Security Policy/.test(message.text());
        if (message.type() === 'error' || isPolicy) problems.push(message.text());
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

/** A button or link with this text. */
function buttonOf(name: string): string {
  return `::-p-xpath(//button[normalize-space(.) = "${name}"] | //a[normalize-space(.) = "${name}"])`;
}

async function press(page: Page, name: string): Promise<void> {
  const button = await page.waitForSelector(buttonOf(name), { visible: true });
  await button?.click();
}

async function sees(page: Page, text: string): Promise<void> {
  await page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(text)})`);
}

async function isAt(page: Page, address: string): Promise<void> {
  await page.waitForFunction(`location.href === ${JSON.stringify(address)}`);
}

/** 200 in a session, otherwise 401. */
async function statusOfSession(page: Page): Promise<unknown> {
  return page.evaluate("fetch('/api/session').then(({ status }) => status)");
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
    await page.waitForSelector('[role=alert]');
    await fill(page, 'Email', 'analyst@example.com');
    await fill(page, 'Password', 'charts');
    await press(page, 'Sign in');
    await isAt(page, question);
    await page.waitForSelector('canvas, [role=img]');
    await sees(page, 'Orders by category');

    // Back and reload keep the session.
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
    const invalid = await page.evaluate(
      "[...document.querySelectorAll('[aria-invalid=true]')].map(({ labels }) => labels[0].innerText)",
    );
    expect(invalid).toEqual(['First name', 'Last name', 'Email', 'Password']);
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

/** Runs the work with a Dashboard whose authentication app signs everyone in at once. */
async function withEagerApp(
  programs: Programs,
  work: (dashboard: Running) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const app = await startEagerApp(`http://localhost:${port}/`, () => 'lin@example.com');
  try {
    const environment = {
      ...withAdministrator,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${app.port}/`,
    };
    await work(await programs.dashboard(environment, port));
  } finally {
    app.stop();
  }
}

test('with all cookies blocked, the sign-in ends at a page that says so', async ({ programs }) => {
  await withEagerApp(programs, (dashboard) =>
    inFirefox(
      async (newPage) => {
        const page = await newPage();
        await page.goto(dashboard.address + superb);
        await sees(page, 'Your browser blocks the cookie that keeps you signed in.');
        expect(page.url()).not.toContain('jwt=');
      },
      { 'network.cookie.cookieBehavior': 2 },
    ),
  );
});

test('the fragment of a link survives the sign-in, and signing out stays signed out', async ({
  programs,
}) => {
  await withEagerApp(programs, (dashboard) =>
    inFirefox(async (newPage) => {
      const page = await newPage();
      await page.goto(`${dashboard.address}${superb}#chart`);
      await isAt(page, `${dashboard.address}${superb}#chart`);
      await sees(page, 'Superb question');

      await page.goto(`${dashboard.address}account`);
      await press(page, 'Sign out');
      await isAt(page, `${dashboard.address}auth/signed-out`);
      await sees(page, 'You are signed out');
      // The app would sign the person in again at once.
      await page.reload();
      await sees(page, 'You are signed out');
      expect(await statusOfSession(page)).toBe(401);
      // Going back reloads the page, which signs in again: nothing of the old session is shown.
      await page.evaluate('history.back()');
      await isAt(page, dashboard.address + superb);
      await sees(page, 'Superb question');
    }),
  );
});

test('going back after a sign-in with a password shows the site and sends nothing again', async ({
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await inFirefox(async (newPage) => {
    const page = await newPage();
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') posts.push(`${request.method()} ${request.url()}`);
    });
    const wanted = `${dashboard.address}account#sessions`;
    await page.goto(`${dashboard.address}docs/`);
    await isAt(page, `${dashboard.address}docs/`);
    await page.goto(`${dashboard.address}auth/login?return_to=/account%23sessions`);
    await fill(page, 'Email', administrator.email);
    await fill(page, 'Password', administrator.password);
    await press(page, 'Sign in');
    await isAt(page, wanted);
    await sees(page, 'Your sessions');
    expect(posts).toEqual([`POST ${dashboard.address}api/session`]);
    // The form has done its work and is not in the history.
    await page.evaluate('history.back()');
    await isAt(page, `${dashboard.address}docs/`);
    await page.evaluate('history.forward()');
    await isAt(page, wanted);
    await sees(page, 'Your sessions');
    expect(posts).toEqual([`POST ${dashboard.address}api/session`]);
  });
});

test('a dark system gets dark pages, before and after the sign-in', async ({ programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  const luminances = async (page: Page) =>
    (await page.evaluate(`['backgroundColor', 'color'].map((name) =>
      getComputedStyle(document.body)[name].match(/[\\d.]+/g).slice(0, 3)
        .reduce((sum, part) => sum + Number(part), 0) / 765)`)) as [number, number];
  for (const [isDark, prefersDark] of [
    [true, 0],
    [false, 1],
  ] as const) {
    await inFirefox(
      async (newPage) => {
        const page = await newPage();
        for (const open of [
          () => page.goto(`${dashboard.address}auth/login`),
          () => signInAsAdministrator(page, dashboard.address),
          () => page.goto(`${dashboard.address}docs/`),
        ]) {
          await open();
          await page.waitForSelector('h1');
          const [background, text] = await luminances(page);
          expect(background < 0.3, page.url()).toBe(isDark);
          expect(text > 0.6, page.url()).toBe(isDark);
        }
      },
      { 'layout.css.prefers-color-scheme.content-override': prefersDark },
    );
  }
});

test('opening a dialog moves nothing, with scroll bars that take room', async ({ programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await inFirefox(
    async (newPage) => {
      const page = await newPage();
      await page.setViewport({ width: 1280, height: 500 });
      await signInAsAdministrator(page, dashboard.address);
      await page.goto(`${dashboard.address}admin/settings/authentication/jwt`);
      const generate = await page.waitForSelector(buttonOf('Generate'), { visible: true });
      const barWidth = 'innerWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(barWidth)).toBeGreaterThan(5);
      const places = `JSON.stringify([...document.querySelectorAll('header *, main h1, main h2')]
        .filter((element) => element.closest('[role=dialog]') === null)
        .map((element) => element.getBoundingClientRect().toJSON()))`;
      await generate?.scrollIntoView();
      const before = await page.evaluate(places);
      await generate?.click();
      await page.waitForSelector('[role=dialog]', { visible: true });
      expect(JSON.parse(String(await page.evaluate(places)))).toEqual(JSON.parse(String(before)));
    },
    { 'widget.gtk.overlay-scrollbars.enabled': false, 'ui.useOverlayScrollbars': 0 },
  );
});

/** Firefox's default for people; the driver's profile accepts all cookies. */
const totalCookieProtection = {
  'network.cookie.cookieBehavior': 5,
  'browser.contentblocking.category': 'custom',
};

/** Serves one page on 127.0.0.1, as long as the work runs. */
async function withSite(
  respond: RequestListener,
  work: (port: number) => Promise<void>,
): Promise<void> {
  const site = createServer(respond);
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  try {
    await work((site.address() as AddressInfo).port);
  } finally {
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  }
}

const emptyPage: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>Outer</title>');
};

/** Adds a frame to the page and waits until it shows the address. */
async function addFrame(page: Page, source: string, isThere: (url: string) => boolean) {
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(source)}, width: 800, height: 500 }))`,
  );
  return page.waitForFrame((frame) => isThere(frame.url()));
}

for (const { preferences, isShared, what } of [
  { preferences: totalCookieProtection, isShared: false, what: 'is hidden from' },
  {
    preferences: { 'network.cookie.cookieBehavior': 0 },
    isShared: true,
    what: 'would be shared without the protection with',
  },
])
  test(`under Total Cookie Protection a cookie of a frame ${what} a window`, async () => {
    const inner: RequestListener = (request, response) => {
      if (request.url === '/set') response.setHeader('set-cookie', 'third=party; Path=/');
      emptyPage(request, response);
    };
    await withSite(emptyPage, (outerPort) =>
      withSite(inner, (innerPort) =>
        inFirefox(async (newPage) => {
          const address = `http://localhost:${innerPort}/`;
          const page = await newPage();
          await page.goto(`http://127.0.0.1:${outerPort}/`);
          const frame = await addFrame(page, `${address}set`, (url) => url === `${address}set`);
          expect(await frame.evaluate('document.cookie')).toBe('third=party');
          const top = await newPage();
          await top.goto(address);
          expect(await top.evaluate('document.cookie')).toBe(isShared ? 'third=party' : '');
        }, preferences),
      ),
    );
  });

test('a question in a frame of another site keeps its own session (Total Cookie Protection)', async ({
  programs,
}) => {
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
  await withSite(emptyPage, (outerPort) =>
    inFirefox(async (newPage) => {
      const page = await newPage();
      await signInAsAdministrator(page, dashboard.address);
      await page.evaluate(
        `fetch('api/settings/general', { method: 'PATCH', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ embeddingOrigins: ['http://127.0.0.1:${outerPort}'] }) }).then((r) => r.status)`,
      );
      await page.goto(`http://127.0.0.1:${outerPort}/`);
      const path = `/question/1-superb-question?chrome=none`;
      const source = `${dashboard.address}auth/sso?jwt=${token}&return_to=${encodeURIComponent(path)}`;
      const frame = await addFrame(page, source, (url) => url.includes('/question/'));
      await frame.waitForFunction("document.body.innerText.includes('Superb question')");
      const inFrame = await frame.evaluate(
        "fetch('/api/session').then((r) => r.json()).then(({ account }) => account.email)",
      );
      expect(inFrame).toBe('rene@example.com');
      const top = await newPage();
      await top.goto(`${dashboard.address}account`);
      await sees(top, administrator.email);
    }, totalCookieProtection),
  );
});
