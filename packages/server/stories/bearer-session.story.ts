import { describe, expect, test } from 'vitest';
import { makeToken, newEmail } from '../src/testing/make-token.ts';
import {
  codeOf,
  newBrowser,
  type TestBrowser,
  type TestResponse,
} from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

const app = 'https://app.example.com';
const fromApp = { origin: app, 'sec-fetch-site': 'cross-site' };

async function open(
  server: TestServer,
  jwt: string,
  headers: Record<string, string> = {},
): Promise<TestResponse> {
  return fetch(`${server.siteAddress}api/session/jwt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ jwt }),
  });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function call(
  server: TestServer,
  method: string,
  path: string,
  headers: object,
  body: object = {},
): Promise<TestResponse> {
  return fetch(server.siteAddress + path, {
    method,
    headers: { ...(method === 'POST' && { 'content-type': 'application/json' }), ...headers },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
}

async function administrator(server: TestServer): Promise<TestBrowser> {
  const browser = newBrowser(server.siteAddress);
  expect((await browser.send('POST', 'api/session', testAdministrator)).status).toBe(200);
  return browser;
}

async function listOrigin(server: TestServer): Promise<TestBrowser> {
  const admin = await administrator(server);
  const patch = { embeddingOrigins: [app] };
  expect((await admin.send('PATCH', 'api/settings/general', patch)).status).toBe(200);
  return admin;
}

describe.each(databaseKinds)('X4 a session for a program, on %s', (kind) => {
  test.each([
    ['with PKCE', { DASHBOARD_JWT_FLOW: 'authorization_code_pkce' }, {}, 401, 'pkce_required'],
    [
      'with PKCE and a challenge',
      { DASHBOARD_JWT_FLOW: 'authorization_code_pkce' },
      { code_challenge: 'A'.repeat(43) },
      401,
      'pkce_required',
    ],
    [
      'with a token endpoint',
      {
        DASHBOARD_JWT_ISSUER: 'https://idp.example.com',
        DASHBOARD_JWT_TOKEN_ENDPOINT: 'https://idp.example.com/token',
      },
      { iss: 'https://idp.example.com' },
      400,
      'front_channel_disabled',
    ],
    [
      'if unsolicited sign-ins are refused',
      { DASHBOARD_JWT_IDP_INITIATED: 'refuse' },
      {},
      401,
      'unsolicited',
    ],
    [
      'if unsolicited sign-ins need confirmation',
      { DASHBOARD_JWT_IDP_INITIATED: 'confirm' },
      {},
      401,
      'unsolicited',
    ],
    ['while JWT is disabled', { DASHBOARD_JWT_ENABLED: 'false' }, {}, 400, 'sso_not_configured'],
    ['with an old token', {}, { iat: 1_000_000, exp: undefined }, 401, 'token_too_old'],
    ['without an email', {}, { email: undefined }, 401, 'email_missing'],
  ])('is refused %s, and opens no session', async (_when, environment, claims, status, code) => {
    const server = await startTestServer(kind, environment as Record<string, string>);
    const refused = await open(server, await makeToken(server.clock, claims));
    expect([refused.status, await codeOf(refused)]).toEqual([status, code]);
    expect(refused.headers.getSetCookie()).toEqual([]);
    const sessions = await server.database.read.selectFrom('sessions').select('id').execute();
    expect(sessions).toEqual([]);
    const admin = await administrator(server);
    const row = async () =>
      (await (await admin.get('api/sign-ins?outcome=refused')).json()).signIns[0]?.code;
    await expect.poll(row, { timeout: 30_000 }).toBe(code);
  });

  test('ends with every other session of the person when they change their password, and sets no cookie', async () => {
    const server = await startTestServer(kind);
    const token = await makeToken(server.clock, { email: testAdministrator.email });
    const opened = await (await open(server, token)).json();
    const passwords = {
      currentPassword: testAdministrator.password,
      newPassword: 'another password for tests',
    };
    const inHeader = bearer(opened.token);
    const changed = await call(server, 'POST', 'api/account/password', inHeader, passwords);
    expect([changed.status, changed.headers.getSetCookie()]).toEqual([204, []]);
    const sessions = await server.database.read.selectFrom('sessions').select('id').execute();
    expect(sessions).toEqual([]);
    expect(await codeOf(await call(server, 'GET', 'api/session', inHeader))).toBe('not_signed_in');
  });

  test('is refused for an invalid body, and for a token that was used before', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    for (const body of [{}, { jwt: 7 }, { jwt: '' }, { jwt: 'x', state: 'y' }, { token: 'x' }])
      expect((await browser.send('POST', 'api/session/jwt', body)).status).toBe(422);
    expect(await codeOf(await open(server, 'x'))).toBe('token_malformed');
    const token = await makeToken(server.clock);
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(server, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
    const asBrowser = await browser.get(`auth/sso?jwt=${token}`, { accept: 'application/json' });
    expect(await codeOf(asBrowser)).toBe('token_replayed');
  });

  test('opens with a token, works in the header, is logged, and ends when it is deleted', async () => {
    const server = await startTestServer(kind);
    const email = newEmail();
    const answer = await open(server, await makeToken(server.clock, { email, tenant: 7 }));
    const text = await answer.text();
    expect([answer.status, text]).toEqual([200, expect.any(String)]);
    const { token, account, session } = JSON.parse(text);
    expect(token).toMatch(/^dashboard_[\w-]{43}$/);
    expect(account).toMatchObject({ email, attributes: { tenant: 7 }, isAdministrator: false });
    expect(session).toMatchObject({ id: expect.any(Number), signedInVia: 'jwt' });
    expect(Date.parse(session.expiresAt)).toBeGreaterThan(server.clock.now);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get('cache-control')).toBe('no-store');

    expect((await call(server, 'GET', 'api/questions', bearer(token))).status).toBe(200);
    const run = await call(server, 'POST', 'api/questions/1/run', bearer(token));
    expect((await run.json()).rows.length).toBeGreaterThan(0);
    expect((await call(server, 'GET', 'api/accounts', bearer(token))).status).toBe(403);
    const admin = await administrator(server);
    const { signIns } = await (await admin.get(`api/sign-ins?email=${email}`)).json();
    expect(signIns).toMatchObject([{ outcome: 'signed_in', email }]);

    const ended = await call(server, 'DELETE', 'api/session', bearer(token));
    expect([ended.status, ended.headers.getSetCookie()]).toEqual([204, []]);
    expect((await call(server, 'GET', 'api/session', bearer(token))).status).toBe(401);
  });

  test('is never accepted as a cookie, nor a cookie as one; and a header overrides the cookie', async () => {
    const server = await startTestServer(kind);
    const { token } = await (await open(server, await makeToken(server.clock))).json();
    const admin = await administrator(server);
    const cookie = admin.cookies.get('dashboard_session') ?? '';
    for (const headers of [
      { cookie: `dashboard_session=${token}` },
      { cookie: `dashboard_session=${token.slice('dashboard_'.length)}` },
      bearer(cookie),
      bearer(`dashboard_${cookie}`),
      bearer(token.slice('dashboard_'.length)),
      bearer(`${token}x`),
      bearer(''),
      { authorization: token },
      { ...bearer('dashboard_nothing'), cookie: `dashboard_session=${cookie}` },
    ])
      expect((await call(server, 'GET', 'api/session', headers)).status).toBe(401);
    // Another value in the header, from a proxy, does not affect the cookie.
    const behindProxy = {
      authorization: 'Bearer eyJhbGciOi',
      cookie: `dashboard_session=${cookie}`,
    };
    expect((await call(server, 'GET', 'api/session', behindProxy)).status).toBe(200);
    // It opens next to the session of a browser, and does not end it.
    const beside = await open(server, await makeToken(server.clock), {
      cookie: `dashboard_session=${cookie}`,
      origin: new URL(server.siteAddress).origin,
    });
    expect([beside.status, beside.headers.getSetCookie()]).toEqual([200, []]);
    expect((await admin.get('api/session')).status).toBe(200);
  });

  test('X2 ends like any other: by age, idle time, and an administrator', async () => {
    const server = await startTestServer(kind);
    const openOne = async () => (await open(server, await makeToken(server.clock))).json();
    const first = await openOne();
    server.clock.now += 24 * 3600_000;
    expect((await call(server, 'GET', 'api/session', bearer(first.token))).status).toBe(401);
    const second = await openOne();
    const admin = await administrator(server);
    await admin.send('DELETE', `api/accounts/${second.account.id}/sessions`);
    expect((await call(server, 'GET', 'api/session', bearer(second.token))).status).toBe(401);
  });

  test('works in pages of the listed sites, with their token and never with cookies', async () => {
    const server = await startTestServer(kind);
    const early = await open(server, await makeToken(server.clock), fromApp);
    expect(await codeOf(early)).toBe('cross_site_request');
    const admin = await listOrigin(server);
    const cookie = `dashboard_session=${admin.cookies.get('dashboard_session')}`;
    const opened = await open(server, await makeToken(server.clock), { ...fromApp, cookie });
    expect(opened.headers.get('access-control-allow-origin')).toBe(app);
    const { token, account } = await opened.json();
    expect(account.email).not.toBe(testAdministrator.email);
    const withToken = { ...fromApp, ...bearer(token), cookie };
    for (const [method, path] of [
      ['GET', 'api/session'],
      ['GET', 'api/questions'],
      ['GET', 'api/questions/1'],
      ['POST', 'api/questions/1/run'],
      ['DELETE', 'api/session'],
    ] as const) {
      const preflight = await call(server, 'OPTIONS', path, {
        ...fromApp,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      });
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-origin': app,
        'access-control-allow-methods': expect.stringContaining(method),
        'access-control-allow-headers': 'authorization, content-type',
        vary: 'Origin',
      });
      const answer = await call(server, method, path, withToken);
      expect([answer.status < 300, answer.headers.get('access-control-allow-origin')]).toEqual([
        true,
        app,
      ]);
      for (const { headers } of [preflight, answer])
        expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
    // The page can read a refusal as well; the session has just ended.
    const gone = await call(server, 'GET', 'api/session', withToken);
    expect([gone.status, gone.headers.get('access-control-allow-origin')]).toEqual([401, app]);
    // The administrator's cookie, which was sent each time, had no effect.
    expect((await admin.get('api/session')).status).toBe(200);
  });

  test('is refused to every other page, and reaches no other route', async () => {
    const server = await startTestServer(kind);
    await listOrigin(server);
    const { email } = testAdministrator;
    const jwt = await makeToken(server.clock, { email });
    const { token, account } = await (await open(server, jwt)).json();
    expect(account.isAdministrator).toBe(true);
    for (const origin of [
      'https://evil.test',
      `${app}.evil.test`,
      'http://app.example.com',
      'null',
    ]) {
      const from = { origin, 'sec-fetch-site': 'cross-site' };
      const refused = await open(server, await makeToken(server.clock), from);
      expect(await codeOf(refused), origin).toBe('cross_site_request');
      const run = await call(server, 'POST', 'api/questions/1/run', { ...from, ...bearer(token) });
      expect(await codeOf(run), origin).toBe('cross_site_request');
      const preflight = await call(server, 'OPTIONS', 'api/session/jwt', {
        ...from,
        'access-control-request-method': 'POST',
      });
      for (const { headers } of [refused, run, preflight])
        expect(headers.get('access-control-allow-origin'), origin).toBeNull();
    }
    for (const [method, path] of [
      ['PATCH', 'api/settings/general'],
      ['POST', 'api/accounts'],
      ['POST', 'api/session'],
      ['POST', 'api/account/password'],
      ['POST', 'auth/logout'],
    ] as const) {
      const answer = await call(server, method, path, { ...fromApp, ...bearer(token) });
      expect(await codeOf(answer), path).toBe('cross_site_request');
    }
    const accounts = await call(server, 'GET', 'api/accounts', { ...fromApp, ...bearer(token) });
    expect(accounts.headers.get('access-control-allow-origin')).toBeNull();
  });
});
