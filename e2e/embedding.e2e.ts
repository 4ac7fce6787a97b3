import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { BrowserContext, Page } from '@playwright/test';
import { importSigningKey, signLoginToken } from '../packages/login-token/src/index.ts';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { fencesIn } from '../tools/doc-fences.ts';
import { signingKey, superb } from './eager-app.ts';
import {
  administrator,
  expect,
  type Programs,
  type Running,
  test,
  withAdministrator,
} from './servers.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A site with a separate name; browsers treat every name under `localhost` as this machine. */
async function startSite(name: string, answer: Answer) {
  const port = await freePort();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://${name}:${port}`,
    signInPage: `http://localhost:${port}/login`,
    stop: () => server.close(),
  };
}

function sendPage(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><meta charset="utf-8"><title>The outer page</title>${body}`);
}

/**
 * The company's app: its sign-in page already knows the person, and its own page shows a question
 * in a frame.
 */
async function startApp(dashboardAddress: string, name: string, email = () => 'lin@example.com') {
  const key = await importSigningKey(signingKey);
  return startSite(name, async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/login') {
      const iat = Math.floor(Date.now() / 1000);
      const jwt = await signLoginToken({ email: email(), iat, jti: crypto.randomUUID() }, key);
      const back = new URL('auth/sso', dashboardAddress);
      back.search = String(new URLSearchParams({ ...Object.fromEntries(url.searchParams), jwt }));
      return response.writeHead(302, { location: back.href }).end();
    }
    const framed = url.searchParams.get('framed') ?? `${superb}?chrome=none`;
    return sendPage(
      response,
      `<h1>The company’s app</h1>
      <iframe title="A question" src="${dashboardAddress}${framed}" width="900" height="400"></iframe>
      <script>
        window.messages = [];
        addEventListener('message', (event) => {
          if (event.data && event.data.dashboard) window.messages.push({ origin: event.origin, ...event.data.dashboard });
        });
      </script>`,
    );
  });
}

/** Dashboard with an app's sign-in page and these listed origins. */
async function startDashboard(
  programs: Programs,
  port: number,
  signInPage: string,
  embeddingOrigins: readonly string[],
): Promise<Running> {
  const dashboard = await programs.dashboard(
    {
      ...withAdministrator,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: signInPage,
    },
    port,
  );
  const signedIn = await fetch(`${dashboard.address}api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(administrator),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const saved = await fetch(`${dashboard.address}api/settings/general`, {
    method: 'PATCH',
    headers: {
      'content-type': 'application/json',
      cookie,
      origin: new URL(dashboard.address).origin,
    },
    body: JSON.stringify({ embeddingOrigins }),
  });
  expect(saved.status).toBe(200);
  return dashboard;
}

/** A browser that stores no third-party cookies. */
async function strictBrowser(): Promise<BrowserContext> {
  const { chromium } = await import('@playwright/test');
  const { launchOptions } = test.info().project.use;
  const profile = test.info().outputPath('profile');
  mkdirSync(`${profile}/Default`, { recursive: true });
  const preferences = { profile: { block_third_party_cookies: true, cookie_controls_mode: 1 } };
  writeFileSync(`${profile}/Default/Preferences`, JSON.stringify(preferences));
  return chromium.launchPersistentContext(profile, {
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), '--test-third-party-cookie-phaseout'],
  });
}

/** Another site that sets two cookies in a frame, one of them partitioned, and shows what comes back. */
async function keptInFrame(page: Page, outer: string): Promise<string> {
  const other = await startSite('other.localhost', (request, response) => {
    if (request.url === '/set') {
      response.setHeader('set-cookie', [
        'plain=1; Path=/; SameSite=None; Secure',
        'partitioned=1; Path=/; SameSite=None; Secure; Partitioned',
      ]);
      return response.writeHead(302, { location: '/shown' }).end();
    }
    return sendPage(response, `<p>${request.headers.cookie ?? 'none'}</p>`);
  });
  await page.goto(outer);
  await page.setContent(`<iframe title="cookies" src="${other.origin}/set"></iframe>`);
  const shown = page.frameLocator('iframe[title="cookies"]').locator('p');
  const text = (await shown.textContent()) ?? '';
  other.stop();
  return text;
}

test('a listed app shows a question in a frame, with third-party cookies blocked', async ({
  programs,
}) => {
  const port = await freePort();
  const app = await startApp(`http://localhost:${port}/`, 'app.localhost');
  const dashboard = await startDashboard(programs, port, app.signInPage, [app.origin]);
  const context = await strictBrowser();
  const page = await context.newPage();
  expect(await keptInFrame(page, `${app.origin}/`)).toBe('partitioned=1');

  await page.goto(`${app.origin}/`);
  const frame = page.frameLocator('iframe[title="A question"]');
  await expect(frame.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  await expect(frame.getByRole('banner')).toHaveCount(0);
  await expect(frame.getByRole('button', { name: 'Account menu' })).toHaveCount(0);
  const cookies = (await context.cookies()).filter(({ name }) => name === 'dashboard_session');
  expect(cookies).toMatchObject([{ sameSite: 'None', secure: true, httpOnly: true }]);
  expect(cookies[0]?.partitionKey).toBe('http://app.localhost');

  // The frame's messages to the outer page: its address and its height.
  interface FrameMessage {
    readonly origin: string;
    readonly location: string;
    readonly height: number;
  }
  const messages = () => page.evaluate<readonly FrameMessage[]>('window.messages');
  await expect.poll(async () => (await messages()).at(-1)?.height ?? 0).toBeGreaterThan(300);
  const last = (await messages()).at(-1);
  expect(last).toMatchObject({
    origin: new URL(dashboard.address).origin,
    location: `/${superb}?chrome=none`,
  });
  const height = await frame.locator('html').evaluate((html) => html.scrollHeight);
  expect(Math.abs(height - (last?.height ?? 0))).toBeLessThan(2);

  // Without chrome=none the bar is visible; it only leads to a separate window.
  await page.goto(`${app.origin}/?framed=${superb}`);
  await expect(frame.getByRole('banner')).toBeVisible();
  await expect(frame.getByRole('banner').getByRole('link')).toHaveAttribute('target', '_blank');
  await expect(frame.getByRole('button', { name: 'Account menu' })).toHaveCount(0);

  // A page without a load isn't shown either.
  const inner = page.frames().find((one) => one.url().startsWith(dashboard.address));
  await inner?.evaluate(
    "history.pushState({}, '', '/account'); dispatchEvent(new PopStateEvent('popstate'));",
  );
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText(
    'This page must be opened in its own tab',
  );

  // Another load does not sign in again.
  const { signIns } = await signInLog(dashboard);
  expect(signIns).toHaveLength(1);
  await context.close();
  app.stop();
});

async function signInLog(dashboard: Running): Promise<{ readonly signIns: readonly unknown[] }> {
  const signedIn = await fetch(`${dashboard.address}api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(administrator),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const answer = await fetch(`${dashboard.address}api/sign-ins?email=lin@example.com`, {
    headers: { cookie },
  });
  return (await answer.json()) as { readonly signIns: readonly unknown[] };
}

/** Whether the browser showed a page of Dashboard in the frame, or refused to. */
async function isShown(page: Page, outer: string, framed: string): Promise<boolean> {
  const refused = page
    .waitForEvent('console', {
      predicate: (message) => /frame-ancestors/.test(message.text()),
      timeout: 8000,
    })
    .then(
      () => false,
      () => true,
    );
  await page.goto(`${outer}/?framed=${encodeURIComponent(framed)}`);
  return refused;
}

test('a site that isn’t listed frames nothing, and no site frames other pages than questions', async ({
  browser,
  programs,
}) => {
  const port = await freePort();
  const address = `http://localhost:${port}/`;
  let email = 'lin@example.com';
  const app = await startApp(address, 'app.localhost', () => email);
  const stranger = await startApp(address, 'evil.localhost');
  await startDashboard(programs, port, app.signInPage, [app.origin]);
  const page = await (await browser.newContext()).newPage();
  expect(await isShown(page, stranger.origin, superb)).toBe(false);
  const places = ['', 'account', 'admin/settings/authentication', 'auth/login', 'auth/confirm'];
  await page.goto(`${app.origin}/`);
  const frame = page.frameLocator('iframe[title="A question"]');
  await expect(frame.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  for (const place of places) expect(await isShown(page, app.origin, place), place).toBe(false);

  // A sign-in that needs confirmation says so in the frame, and offers a new tab or a new start.
  email = 'rene@example.com';
  const handed = await fetch(`${app.signInPage}?return_to=/${superb}`, { redirect: 'manual' });
  const back = new URL(handed.headers.get('location') ?? '');
  await page.goto(
    `${app.origin}/?framed=${encodeURIComponent(back.pathname.slice(1) + back.search)}`,
  );
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText(
    'This step must be done in its own tab.',
  );
  await expect(frame.getByRole('link', { name: 'Open in a new tab' })).toHaveAttribute(
    'target',
    '_blank',
  );
  await frame.getByRole('button', { name: 'Sign out here and try again' }).click();
  await expect(frame.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  app.stop();
  stranger.stop();
});

/** The app of docs/embedding.md unchanged, except for the addresses. */
async function startWrittenApp(dashboardAddress: string) {
  const page = readFileSync(new URL('../docs/embedding.md', import.meta.url), 'utf8');
  const [app] = fencesIn(page, 'js');
  const port = await freePort();
  const code = (app?.text ?? '')
    .replaceAll('http://localhost:3000', new URL(dashboardAddress).origin)
    .replaceAll('3535', String(port));
  const file = test.info().outputPath('app.mjs');
  writeFileSync(file, code);
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? '', SIGNING_KEY: signingKey },
    stdio: 'inherit',
  });
  const origin = `http://app.localhost:${port}`;
  const signInPage = `http://localhost:${port}/login`;
  return { origin, signInPage, stop: () => child.kill() };
}

test('the example of docs/embedding.md shows a question at its full height, and counts its rows', async ({
  browser,
  programs,
}) => {
  const port = await freePort();
  const app = await startWrittenApp(`http://localhost:${port}/`);
  await startDashboard(programs, port, app.signInPage, [app.origin]);
  const page = await (await browser.newContext()).newPage();
  await page.goto(app.origin);
  const element = page.locator('iframe');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  await expect(element).toHaveAttribute('data-location', `/${superb}?chrome=none`);
  await expect(page.locator('#count')).toHaveText(/^rene@example.com sees \d+ rows\.$/);
  // Nothing in the frame needs scrolling.
  await expect
    .poll(() =>
      frame
        .locator('html')
        .evaluate(({ scrollHeight, clientHeight }) => Math.max(0, scrollHeight - clientHeight)),
    )
    .toBeLessThan(2);
  expect(Number(await element.getAttribute('height'))).toBeGreaterThan(400);
  app.stop();
});
