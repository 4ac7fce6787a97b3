import { createServer } from 'node:http';
import { importSigningKey, signLoginToken } from '../packages/login-token/src/index.ts';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { expect, test } from './servers.ts';

const signingKey = 'shared secret string that public examples have';

interface Habits {
  /** How the app changes the return address. */
  readonly returnTo: (asked: string, siteAddress: string) => string;
  readonly claims: (seconds: number) => Record<string, unknown>;
}

/** An authentication app with the habits of existing ones; it signs everyone in at once. */
async function startApp(port: number, siteAddress: string, { returnTo, claims }: Habits) {
  const key = await importSigningKey(signingKey);
  const server = createServer(async (request, response) => {
    const asked =
      new URL(request.url ?? '', 'http://localhost').searchParams.get('return_to') ?? '';
    const person = { email: 'somebody@example.com', first_name: 'Some', last_name: 'Body' };
    const token = await signLoginToken(
      { ...person, ...claims(Math.floor(Date.now() / 1000)) },
      key,
    );
    response
      .writeHead(302, {
        location: `${siteAddress}auth/sso?jwt=${token}&return_to=${returnTo(asked, siteAddress)}`,
      })
      .end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

const withExpiry = (seconds: number) => ({ exp: seconds + 600 });
const withBoth = (seconds: number) => ({
  iat: seconds,
  exp: seconds + 600,
  groups: ['Engineer', 'People'],
});

const apps: readonly (readonly [name: string, habits: Habits, wanted: string, arrived: string])[] =
  [
    [
      'echoes return_to unencoded and signs without iat',
      { returnTo: (asked) => asked, claims: withExpiry },
      'question/2?from=2025-01-01&to=2025-03-31&view=table',
      'question/2-orders-by-category?from=2025-01-01&to=2025-03-31&view=table',
    ],
    [
      'encodes what it echoes',
      { returnTo: encodeURIComponent, claims: withBoth },
      'question/1-superb-question?view=table&x=a%20b%26c',
      'question/1-superb-question?view=table&x=a%20b%26c',
    ],
    [
      'sends return_to=undefined',
      { returnTo: () => 'undefined', claims: withBoth },
      'question/1-superb-question',
      '',
    ],
    [
      'sends an empty return_to',
      { returnTo: () => '', claims: withExpiry },
      'question/1-superb-question',
      '',
    ],
    [
      'sends the absolute address of the site',
      { returnTo: (_asked, site) => site.slice(0, -1), claims: withBoth },
      'question/1-superb-question',
      '',
    ],
    [
      'sends an absolute address on the site',
      { returnTo: (_asked, site) => `${site}question/3-revenue-in-2025`, claims: withBoth },
      '',
      'question/3-revenue-in-2025',
    ],
  ];

for (const [name, habits, wanted, arrived] of apps) {
  test(`an app that ${name} works`, async ({ page, programs }) => {
    const appPort = await freePort();
    const dashboard = await programs.dashboard({
      DASHBOARD_JWT_ENABLED: 'true',
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${appPort}/login`,
      DASHBOARD_JWT_SIGNING_KEY: signingKey,
    });
    const app = await startApp(appPort, dashboard.address, habits);
    await page.goto(dashboard.address + wanted);
    await expect(page).toHaveURL(dashboard.address + arrived);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    app.close();
  });
}

test('an app that creates the same token twice within a second signs in once, and the second is explained', async ({
  browser,
  programs,
}) => {
  const appPort = await freePort();
  const dashboard = await programs.dashboard({
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `http://localhost:${appPort}/login`,
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
  });
  const frozen = Math.floor(Date.now() / 1000);
  const app = await startApp(appPort, dashboard.address, {
    returnTo: (asked) => asked,
    claims: () => withBoth(frozen),
  });
  const [first, second] = [
    await (await browser.newContext()).newPage(),
    await (await browser.newContext()).newPage(),
  ];
  await first.goto(`${dashboard.address}question/1-superb-question`);
  await expect(first.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  // The same browser with the same token is not a replay.
  await first.goto(`http://localhost:${appPort}/login?return_to=/question/3-revenue-in-2025`);
  await expect(first).toHaveURL(`${dashboard.address}question/3-revenue-in-2025`);
  await second.goto(`${dashboard.address}question/1-superb-question`);
  await expect(second.getByRole('heading', { level: 1 })).toHaveText(
    'This sign-in was already used.',
  );
  app.close();
});
