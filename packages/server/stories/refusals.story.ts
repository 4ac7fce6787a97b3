import { describe, expect, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

// One test calls every route in every role.
vi.setConfig({ testTimeout: 120_000 });

/** The access of a route: everyone, signed-in people, administrators. */
type Access = 'everyone' | 'signed in' | 'administrators';

/** Every route of the API and its access. One that isn't here fails the test below. */
const routes: readonly (readonly [access: Access, route: string])[] = [
  ['everyone', 'GET /api/health'],
  ['everyone', 'GET /api/ready'],
  ['everyone', 'GET /api/properties'],
  ['everyone', 'POST /api/setup'],
  ['everyone', 'POST /api/session'],
  ['everyone', 'POST /api/session/jwt'],
  ['everyone', 'GET /auth/sso'],
  ['everyone', 'GET /auth/sso/'],
  ['everyone', 'POST /auth/sso'],
  ['signed in', 'GET /api/session'],
  ['signed in', 'GET /api/sessions'],
  ['signed in', 'DELETE /api/sessions/{id}'],
  ['signed in', 'POST /api/account/password'],
  ['signed in', 'GET /api/questions'],
  ['signed in', 'GET /api/questions/{id}'],
  ['signed in', 'POST /api/questions/{id}/run'],
  ['administrators', 'GET /api/accounts'],
  ['administrators', 'POST /api/accounts'],
  ['administrators', 'GET /api/accounts/{id}'],
  ['administrators', 'PATCH /api/accounts/{id}'],
  ['administrators', 'DELETE /api/accounts/{id}'],
  ['administrators', 'POST /api/accounts/{id}/password'],
  ['administrators', 'DELETE /api/accounts/{id}/sessions'],
  ['administrators', 'GET /api/groups'],
  ['administrators', 'POST /api/groups'],
  ['administrators', 'GET /api/groups/{id}'],
  ['administrators', 'PATCH /api/groups/{id}'],
  ['administrators', 'DELETE /api/groups/{id}'],
  ['administrators', 'PUT /api/groups/{id}/members/{accountId}'],
  ['administrators', 'DELETE /api/groups/{id}/members/{accountId}'],
  ['administrators', 'GET /api/settings/jwt'],
  ['administrators', 'PATCH /api/settings/jwt'],
  ['administrators', 'POST /api/settings/jwt/signing-key'],
  ['administrators', 'POST /api/settings/jwt/check'],
  ['administrators', 'POST /api/settings/jwt/release-bindings'],
  ['administrators', 'POST /api/settings/jwt/try-sign-in'],
  ['administrators', 'POST /api/settings/jwt/test-address'],
  ['administrators', 'POST /api/settings/jwt/discover'],
  ['administrators', 'GET /api/settings/password-login'],
  ['administrators', 'PATCH /api/settings/password-login'],
  ['administrators', 'GET /api/settings/general'],
  ['administrators', 'PATCH /api/settings/general'],
  ['administrators', 'GET /api/sign-ins'],
  ['administrators', 'GET /api/audit'],
  // Last, because it ends the session of the request.
  ['signed in', 'DELETE /api/session'],
];

/** Routes without a description: pages, files, forms, and preflight requests. */
const undescribed: readonly (readonly [access: Access | 'page', route: string])[] = [
  ['everyone', 'GET /api/docs'],
  ['everyone', 'GET /api/openapi.json'],
  ['everyone', 'GET /assets/*'],
  ['everyone', 'GET /auth/confirm'],
  ['everyone', 'POST /auth/confirm'],
  ['everyone', 'GET /auth/login'],
  ['everyone', 'POST /auth/logout'],
  ['everyone', 'GET /auth/signed-out'],
  ['everyone', 'GET /color-scheme.js'],
  ['everyone', 'GET /docs'],
  ['everyone', 'GET /docs/'],
  ['everyone', 'GET /docs/*'],
  ['everyone', 'GET /docs/api-reference.css'],
  ['everyone', 'GET /docs/api-reference.js'],
  ['everyone', 'GET /docs/search.js'],
  ['everyone', 'GET /docs/search.json'],
  ['everyone', 'GET /docs/style.css'],
  ['everyone', 'GET /downloads/:file'],
  ['everyone', 'GET /downloads/authentication-app.tgz'],
  ['everyone', 'GET /favicon.svg'],
  ['everyone', 'GET /go/:handle'],
  ['everyone', 'GET /setup'],
  ['everyone', 'OPTIONS /api/questions'],
  ['everyone', 'OPTIONS /api/questions/:id'],
  ['everyone', 'OPTIONS /api/questions/:id/run'],
  ['everyone', 'OPTIONS /api/session'],
  ['everyone', 'OPTIONS /api/session/jwt'],
  ['page', 'GET /*'],
];

const declaredAs = {
  everyone: 'public',
  'signed in': 'signed-in',
  administrators: 'administrator',
  page: 'page',
} as const;

/**
 * The response to a caller without access; anything else means that access control let them
 * through.
 */
type Answer = 'not_signed_in' | 'not_allowed' | 'through';

async function call(browser: TestBrowser, route: string): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  // Nothing has this id, so that a request with access changes nothing.
  const address = path.replaceAll(/\{\w+\}/g, '999999').slice(1);
  const hasBody = method !== 'GET' && method !== 'DELETE' && method !== 'PUT';
  const answer = await browser.send(method, address, hasBody ? { nothing: true } : undefined);
  const text = await answer.text();
  const code = answer.status >= 400 ? JSON.parse(text).error.code : '';
  return code === 'not_signed_in' || code === 'not_allowed' ? code : 'through';
}

async function signedIn(server: TestServer, claims: object = {}): Promise<TestBrowser> {
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.get(answerPath(await makeToken(server.clock, { ...claims })));
  expect(answer.status).toBe(302);
  return browser;
}

async function callers(server: TestServer): Promise<Record<string, TestBrowser>> {
  const admin = await signInAsAdministrator(server);
  const someGroup = await signedIn(server, { groups: ['some'] });
  const expired = await signedIn(server);
  await server.database.transaction((tx) =>
    tx
      .updateTable('sessions')
      .set({ expires_at: server.clock.now - 1 })
      .where(
        'account_id',
        '=',
        tx.selectFrom('accounts').select((eb) => eb.fn.max('id').as('id')),
      )
      .execute(),
  );
  const email = newEmail();
  const deactivated = await signedIn(server, { email });
  const { accounts } = await (await admin.get(`api/accounts?query=${email}`)).json();
  const off = await admin.send('PATCH', `api/accounts/${accounts[0].id}`, { active: false });
  expect(off.status).toBe(200);
  return {
    'a stranger': newBrowser(server.siteAddress),
    'a person in no group': await signedIn(server),
    'a person in some group': someGroup,
    'an administrator': admin,
    'an expired session': expired,
    'a deactivated account': deactivated,
  };
}

function expected(access: Access, who: string): Answer {
  if (access === 'everyone' || who === 'an administrator') return 'through';
  if (!who.startsWith('a person')) return 'not_signed_in';
  return access === 'signed in' ? 'through' : 'not_allowed';
}

describe.each(databaseKinds)('the access control of every route, on %s', (kind) => {
  test('accepts callers with access and refuses all others', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_GROUP_SYNC: 'true',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"some":["Some group"]}',
    });
    const { paths } = await (await newBrowser(server.siteAddress).get('api/openapi.json')).json();
    const existing = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'head')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.map(([, route]) => route).sort()).toEqual(existing.sort());
    const tables = [...routes, ...undescribed].map(
      ([access, route]) => `${declaredAs[access]} ${route.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    // A GET route answers HEAD too, with the same access.
    expect(server.routes.filter((route) => !/^\S+ HEAD /.test(route)).sort()).toEqual(
      tables.sort(),
    );
    for (const [who, browser] of Object.entries(await callers(server))) {
      const answers: string[] = [];
      for (const path of ['', 'account', 'question/1', 'admin/people', 'nowhere']) {
        const { status, headers } = await browser.get(path);
        const isTurnedAway = /^\/auth\/sso\/\?return_to=/.test(headers.get('location') ?? '');
        const mayCome = who === 'an administrator' || who.startsWith('a person');
        if (mayCome ? status !== 200 : status !== 302 || !isTurnedAway)
          answers.push(`${who}: /${path} → ${status}`);
      }
      for (const [, route] of undescribed.filter(([access]) => access === 'everyone')) {
        const [method = '', path = ''] = route.split(' ');
        if (route === 'POST /auth/logout') continue;
        const answer = await browser.send(method, path.slice(1).replace(/[*]|:\w+/, '1'));
        const text = await answer.text();
        // The index of the documents contains every code; an error has it as its code.
        if (answer.status >= 500 || /"code":"(?:not_signed_in|not_allowed)"/.test(text))
          answers.push(`${who}: ${route} → ${answer.status}`);
      }
      for (const [access, route] of routes) {
        const answer = await call(browser, route);
        if (answer !== expected(access, who)) answers.push(`${who}: ${route} → ${answer}`);
      }
      expect(answers).toEqual([]);
    }
  });
});

test('a change from another site’s page is refused on every route', async () => {
  const server = await startTestServer('sqlite');
  const admin = await signInAsAdministrator(server);
  const fromElsewhere = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
  for (const [, route] of routes.filter(
    ([, name]) => !name.startsWith('GET ') && name !== 'POST /auth/sso',
  )) {
    const [method = '', path = ''] = route.split(' ');
    const address = path.replaceAll(/\{\w+\}/g, '1').slice(1);
    const answer = await admin.send(method, address, undefined, fromElsewhere);
    expect((await answer.json()).error.code, route).toBe('cross_site_request');
  }
  expect((await admin.get('api/session')).status).toBe(200);
});
