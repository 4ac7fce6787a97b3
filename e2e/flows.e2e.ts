import { createServer } from 'node:http';
import type { Page } from '@playwright/test';
import { importSigningKey, signLoginToken } from '../packages/login-token/src/index.ts';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { signingKey, startEagerApp, superb } from './eager-app.ts';
import { startIdentityProvider } from './identity-provider.ts';
import { expect, test, withAdministrator } from './servers.ts';

async function signInAtProvider(page: Page, person: string): Promise<void> {
  await page.locator('input[name=login]').fill(person);
  await page.locator('input[name=password]').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

for (const [flow, clientAuthentication] of [
  ['authorization_code', 'client_secret_basic'],
  ['authorization_code', 'client_secret_post'],
  ['authorization_code', 'client_secret_jwt'],
  ['authorization_code_pkce', 'client_secret_basic'],
  ['authorization_code_pkce', 'client_secret_post'],
  ['authorization_code_pkce', 'client_secret_jwt'],
] as const) {
  test(`a person signs in at an OpenID provider by ${flow} with ${clientAuthentication}, and out of both`, async ({
    page,
    programs,
  }) => {
    const port = await freePort();
    const provider = await startIdentityProvider({
      dashboardAddress: `http://localhost:${port}/`,
      clientSecret: signingKey,
      clientAuthentication,
      requiresPkce: flow === 'authorization_code_pkce',
    });
    const dashboard = await programs.dashboard(
      {
        ...withAdministrator,
        DASHBOARD_JWT_ENABLED: 'true',
        DASHBOARD_JWT_SIGNING_KEY: signingKey,
        DASHBOARD_JWT_FLOW: flow,
        DASHBOARD_JWT_CLIENT_AUTHENTICATION: clientAuthentication,
        DASHBOARD_JWT_ISSUER: provider.issuer,
        DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `${provider.issuer}/auth`,
        DASHBOARD_JWT_TOKEN_ENDPOINT: `${provider.issuer}/token`,
        DASHBOARD_JWT_LOGOUT_URI: `${provider.issuer}/session/end`,
        DASHBOARD_JWT_GROUP_SYNC: 'true',
        DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers"]}',
      },
      port,
    );
    await page.goto(dashboard.address + superb);
    await signInAtProvider(page, 'lin');
    await expect(page).toHaveURL(dashboard.address + superb);
    await expect(page.getByRole('heading', { name: 'Superb question' })).toBeVisible();

    const { account } = await (await page.request.get(`${dashboard.address}api/session`)).json();
    expect(account).toMatchObject({
      email: 'lin@example.com',
      firstName: 'Lin',
      lastName: 'Example',
      attributes: { department: 'Research' },
    });
    expect(account.groups.map(({ name }: { name: string }) => name)).toContain('Engineers');

    await page.getByRole('button', { name: 'Account menu' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await expect(page).toHaveURL(new RegExp(`^${dashboard.address}auth/signed-out`));
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
    // If the provider had kept its session, it would not ask for a password.
    await page.goto(dashboard.address + superb);
    await expect(page.locator('input[name=login]')).toBeVisible();
    provider.stop();
  });
}

const keepsNoCookie = 'Your browser blocks the cookie that keeps you signed in.';
const maybeCookies = 'If you see this page again, allow cookies for this site first.';

for (const [what, flow, handsBack, words] of [
  ['an app that drops the state', 'authorization_code', false, keepsNoCookie],
  ['an app that returns it', 'authorization_code', true, keepsNoCookie],
  ['PKCE', 'authorization_code_pkce', true, maybeCookies],
] as const)
  test(`with cookies blocked, and ${what}, a page says why`, async ({ programs }) => {
    const { chromium } = await import('@playwright/test');
    const { launchOptions } = test.info().project.use;
    const port = await freePort();
    const app = await startEagerApp(
      `http://localhost:${port}/`,
      () => 'lin@example.com',
      handsBack,
    );
    const dashboard = await programs.dashboard(
      {
        ...withAdministrator,
        DASHBOARD_JWT_ENABLED: 'true',
        DASHBOARD_JWT_SIGNING_KEY: signingKey,
        DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${app.port}/`,
        DASHBOARD_JWT_FLOW: flow,
      },
      port,
    );
    const profile = test.info().outputPath('profile');
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(`${profile}/Default`, { recursive: true });
    const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(`${profile}/Default/Preferences`, JSON.stringify(settings));
    const context = await chromium.launchPersistentContext(profile, launchOptions);
    const page = await context.newPage();
    await page.goto(dashboard.address + superb);
    await expect(page.getByText(words)).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await context.close();
    app.stop();
  });

/** An app with a form that is not submitted: it returns `state` unchanged. */
async function startAppWithForm(dashboardAddress: string, email: string) {
  const port = await freePort();
  const key = await importSigningKey(signingKey);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', dashboardAddress);
    const { searchParams: sent } = url;
    if (url.pathname === '/') {
      const inputs = ['state', 'return_to'].map(
        (name) => `<input type="hidden" name="${name}" value="${sent.get(name)}">`,
      );
      response.writeHead(200, { 'content-type': 'text/html' });
      return response.end(`<form action="/done">${inputs.join('')}<button>Sign in</button></form>`);
    }
    // A browser requests `/favicon.ico` by itself, and that must not sign it in.
    if (url.pathname !== '/done') return response.writeHead(404).end();
    const iat = Math.floor(Date.now() / 1000);
    const jwt = await signLoginToken({ email, iat, jti: crypto.randomUUID() }, key);
    const answer = new URLSearchParams({
      ...{ jwt, state: sent.get('state') ?? '', return_to: sent.get('return_to') ?? '' },
    });
    const location = `${dashboardAddress}auth/sso?${answer}`;
    return response.writeHead(302, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { port, stop: () => server.close() };
}

test('with eight tabs restored the first one signs in, and so does the form after signing out and going back', async ({
  browser,
  programs,
}) => {
  const port = await freePort();
  const app = await startAppWithForm(`http://localhost:${port}/`, 'lin@example.com');
  const dashboard = await programs.dashboard(
    {
      ...withAdministrator,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${app.port}/`,
    },
    port,
  );
  const context = await browser.newContext();
  const tabs: Page[] = [];
  for (let tab = 0; tab < 8; tab += 1) {
    const page = await context.newPage();
    await page.goto(`${dashboard.address}${superb}?tab=${tab}`);
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    tabs.push(page);
  }
  const [first, last] = [tabs[0], tabs[7]];
  if (first === undefined || last === undefined) throw new Error('there are eight tabs');
  await first.getByRole('button', { name: 'Sign in' }).click();
  await expect(first).toHaveURL(`${dashboard.address}${superb}?tab=0`);
  await last.getByRole('button', { name: 'Sign in' }).click();
  await expect(last).toHaveURL(`${dashboard.address}${superb}?tab=7`);

  await last.getByRole('button', { name: 'Account menu' }).click();
  await last.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(last.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await first.goBack();
  await first.getByRole('button', { name: 'Sign in' }).click();
  await expect(first).toHaveURL(`${dashboard.address}${superb}?tab=0`);
  await expect(first.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  app.stop();
});

test('a refused sign-in leaves no token in the address bar, and reloading starts again', async ({
  page,
  programs,
}) => {
  const port = await freePort();
  const app = await startAppWithForm(`http://localhost:${port}/`, 'lin@example.com');
  const dashboard = await programs.dashboard(
    {
      ...withAdministrator,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${app.port}/`,
    },
    port,
  );
  const iat = Math.floor(Date.now() / 1000);
  const token = await signLoginToken(
    { email: 'lin@example.com', iat },
    await importSigningKey(signingKey),
  );
  for (const [query, title] of [
    [`jwt=${token}&return_to=https://example.org/`, 'This link leads to a page outside this site.'],
    [`code=secret&state=secret`, 'Your company’s sign-in is not set up correctly.'],
    [`ticket=secret`, 'This sign-in step expired.'],
    [`token=secret&state=secret#jwt=secret`, 'Your company’s app sent no sign-in token.'],
  ] as const) {
    await page.goto(`${dashboard.address}auth/sso?${query}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    expect(new URL(page.url()).pathname).toBe('/auth/sso');
    expect(page.url()).not.toMatch(/secret|jwt|eyJ/);
  }
  await page.reload();
  await expect(page).toHaveURL(new RegExp(`^http://localhost:${app.port}/`));
  app.stop();
});

test('a sign-in that would replace the signed-in person asks first, and follows the choice', async ({
  page,
  programs,
}) => {
  const port = await freePort();
  let email = 'first@example.com';
  const app = await startEagerApp(`http://localhost:${port}/`, () => email);
  const dashboard = await programs.dashboard(
    {
      ...withAdministrator,
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${app.port}/`,
    },
    port,
  );
  await page.goto(dashboard.address + superb);
  await expect(page).toHaveURL(dashboard.address + superb);
  email = 'second@example.com';
  await page.goto(`http://localhost:${app.port}/`);
  await expect(page).toHaveURL(`${dashboard.address}auth/confirm`);
  await expect(page.getByText('Do you want to continue as second@example.com?')).toBeVisible();
  await page.getByRole('link', { name: 'Stay signed in as first@example.com' }).click();
  const session = async () =>
    (await (await page.request.get(`${dashboard.address}api/session`)).json()).account.email;
  expect(await session()).toBe('first@example.com');
  await page.goto(`http://localhost:${app.port}/`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(dashboard.address + superb);
  expect(await session()).toBe('second@example.com');
  app.stop();
});

test('the demo signs in with PKCE with one option', async ({ page, programs }) => {
  const demo = await programs.demo('--pkce');
  await page.goto(demo.address + superb);
  await expect(page).toHaveURL(/code_challenge=[\w-]{43}&code_challenge_method=S256/);
  await page.getByLabel('Email').fill('analyst@example.com');
  await page.getByLabel('Password').fill('charts');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(demo.address + superb);
});

test('the example app signs in with PKCE, without a change', async ({ page, programs }) => {
  const appPort = await freePort();
  const dashboard = await programs.dashboard({
    ...withAdministrator,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    DASHBOARD_JWT_FLOW: 'authorization_code_pkce',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${appPort}/login`,
  });
  await programs.exampleApp(dashboard, signingKey, appPort);
  await page.goto(dashboard.address + superb);
  await page.getByLabel('Email').fill('rene@example.com');
  await page.getByLabel('Password').fill('one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Superb question');
});
