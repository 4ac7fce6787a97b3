import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { importSigningKey, signLoginToken } from '@dashboard/login-token';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { freePort } from '../src/testing/free-port.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser, toldIn } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import {
  startTestServer,
  type TestServer,
  testAdministrator,
  testSigningKey,
} from '../src/testing/test-server.ts';

const signingKey = '0123456789abcdef'.repeat(4);
const json = { accept: 'application/json' };

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const port = await freePort();
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return `http://localhost:${port}`;
}

/** The few types of `oidc-provider` that are used here; it comes without types. */
interface Provider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: unknown): void;
  readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<void> };
}

const person = {
  sub: 'person 1',
  email: 'rene@example.com',
  first_name: 'Rene',
  groups: ['eng'],
  tenant: 7,
};

/** A certified provider by another author; only its configuration is ours. It signs everyone in. */
async function startProvider(
  siteAddress: string,
  authentication: string,
  needsPkce: boolean,
): Promise<string> {
  let provider: Provider | null = null;
  const issuer = await listen((request, response) => {
    if (provider === null) return void response.writeHead(503).end();
    if (request.url === '/sign-in')
      return provider.interactionFinished(request, response, { login: { accountId: person.sub } });
    return provider.callback()(request, response);
  });
  const library = 'oidc-provider';
  const { Provider } = await import(library);
  const client = {
    client_id: 'dashboard',
    client_secret: signingKey,
    id_token_signed_response_alg: 'HS256',
    token_endpoint_auth_method: authentication,
    redirect_uris: [`${siteAddress}auth/sso`],
    post_logout_redirect_uris: [`${siteAddress}auth/signed-out`],
  };
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    format: 'jwk',
  });
  const made: Provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...jwk, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key for cookies'] },
    claims: { openid: Object.keys(person), email: [], profile: [] },
    conformIdTokenClaims: false,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'],
    enabledJWA: {
      idTokenSigningAlgValues: ['HS256', 'RS256'],
      clientAuthSigningAlgValues: ['HS256'],
    },
    pkce: { required: () => needsPkce },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/sign-in' },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => person }),
    loadExistingGrant: async (context: {
      oidc: { client: { clientId: string }; session: { accountId: string } };
    }) => {
      const { client: asking, session } = context.oidc;
      const grant = new made.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider = made;
  return issuer;
}

/** Follows redirects as a browser does, up to the first other response. */
async function follow(browser: TestBrowser, path: string, siteAddress: string) {
  let address = new URL(path, siteAddress);
  for (let turns = 0; turns < 15; turns += 1) {
    const response = await browser.get(address.href);
    const location = response.headers.get('location');
    if (location === null) return { response, address };
    address = new URL(location, address);
  }
  throw new Error('The redirects don’t end.');
}

/** A server with the back channel set through the API, as discovery found it. */
async function connected(
  kind: (typeof databaseKinds)[number],
  authentication: string,
  flow: 'authorization_code' | 'authorization_code_pkce',
  environment: Readonly<Record<string, string>> = {},
) {
  const server = await startTestServer(kind, {
    DASHBOARD_JWT_ENABLED: '',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '',
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    DASHBOARD_JWT_GROUP_SYNC: 'true',
    DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers"]}',
    ...environment,
  });
  const issuer = await startProvider(
    server.siteAddress,
    authentication,
    flow === 'authorization_code_pkce',
  );
  const admin = await signInAsAdministrator(server);
  const found = await (await admin.send('POST', 'api/settings/jwt/discover', { issuer })).json();
  expect(found).toMatchObject({ found: true, offersHs256: true });
  const { identityProviderUri, tokenEndpoint, logoutUri } = found;
  const patch = { identityProviderUri, tokenEndpoint, logoutUri, issuer, flow, signingKey };
  const all = { ...patch, enabled: true, clientAuthentication: authentication };
  expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', all))).toBe('200');
  return { server, issuer, admin };
}

const methods = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'];
const flows = ['authorization_code', 'authorization_code_pkce'] as const;

describe('C1, C2, C3, K3, S4 a sign-in over the back channel, with oidc-provider', () => {
  test.each(
    flows.flatMap((flow) =>
      methods.flatMap((method) => databaseKinds.map((kind) => [flow, method, kind] as const)),
    ),
  )('%s, %s, on %s', async (flow, method, kind) => {
    const { server } = await connected(kind, method, flow);
    const browser = newBrowser(server.siteAddress);
    const wanted = 'question/2-orders-by-category?from=2025-01-01';
    const { response, address } = await follow(browser, wanted, server.siteAddress);
    expect([response.status, address.href]).toEqual([200, server.siteAddress + wanted]);
    const { account } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({
      ...{ email: person.email, firstName: 'Rene', attributes: { tenant: 7 } },
    });
    expect(account.groups.map(({ name }: { name: string }) => name)).toContain('Engineers');
    const { location } = await (await browser.send('POST', 'auth/logout')).json();
    expect(new URL(location).searchParams.get('client_id')).toBe('dashboard');
    expect((await browser.get('api/session')).status).toBe(401);
  });
});

test.each(databaseKinds)(
  'W4 over the back channel proves that an administrator can sign in, on %s',
  async (kind) => {
    const { server, admin } = await connected(kind, 'client_secret_basic', 'authorization_code');
    const signIn = async () => {
      const browser = newBrowser(server.siteAddress);
      await follow(browser, 'account', server.siteAddress);
      return (await (await browser.get('api/session')).json()).account;
    };
    const { id } = await signIn();
    const { groups } = await (await admin.get('api/groups')).json();
    const administrators = groups.find(
      ({ builtIn }: { builtIn: string | null }) => builtIn === 'administrators',
    );
    await admin.send('PUT', `api/groups/${administrators.id}/members/${id}`);
    const login = await (await admin.get('api/settings/password-login')).json();
    expect(login.provenAdministrators).toEqual([{ id, email: person.email }]);
    const off = await admin.send('PATCH', 'api/settings/password-login', { enabled: false });
    expect(await codeOf(off)).toBe('200');
    const claims = { email: 'x@example.com', iss: await issuerOf(admin), aud: 'dashboard' };
    const { checks } = await (
      await admin.send('POST', 'api/settings/jwt/check', { claims })
    ).json();
    const failed = checks.filter(({ outcome }: { outcome: string }) => outcome === 'failed');
    expect(failed).toMatchObject([{ name: 'subject_required', rule: 'C3', code: 'claim_invalid' }]);

    expect((await signIn()).isAdministrator).toBe(true);
  },
);

async function issuerOf(admin: TestBrowser): Promise<unknown> {
  return (await (await admin.get('api/settings/jwt')).json()).issuer;
}

/** The response of a token endpoint that misbehaves. */
type Behaviour = (response: ServerResponse, token: (claims?: object) => Promise<string>) => unknown;

const person2 = () => ({
  email: newEmail(),
  sub: 'person 2',
  iss: 'http://issuer.test',
  aud: 'dashboard',
});
const send = (response: ServerResponse, status: number, body: string, type = 'application/json') =>
  response.writeHead(status, { 'content-type': type }).end(body);

const behaviours: Record<string, [Behaviour, string]> = {
  'is slow': [() => undefined, 'code_exchange_failed'],
  'is huge': [(r) => send(r, 200, `{"a":"${'x'.repeat(2 ** 21)}"}`), 'code_exchange_failed'],
  redirects: [
    (r) => r.writeHead(302, { location: 'http://localhost:9/' }).end(),
    'code_exchange_failed',
  ],
  'closes the connection': [(r) => r.destroy(), 'code_exchange_failed'],
  'fails with 500': [(r) => send(r, 500, '{}'), 'code_exchange_failed'],
  'is not JSON': [(r) => send(r, 200, 'jwt=x'), 'code_exchange_failed'],
  'is HTML': [(r) => send(r, 200, '<h1>Hello</h1>', 'text/html'), 'code_exchange_failed'],
  'is a list': [(r) => send(r, 200, '[]'), 'code_exchange_failed'],
  'has no token': [
    (r) => send(r, 200, '{"access_token":"x","token_type":"bearer"}'),
    'code_exchange_failed',
  ],
  'returns an error with a script': [
    (r) =>
      send(r, 400, '{"error":"invalid_grant","error_description":"<script>alert(1)</script>."}'),
    'code_exchange_failed',
  ],
  'gives a token with another nonce': [
    async (r, t) => send(r, 200, JSON.stringify({ id_token: await t({ nonce: 'other' }) })),
    'nonce_mismatch',
  ],
  'gives a token without nonce': [
    async (r, t) => send(r, 200, JSON.stringify({ id_token: await t({ nonce: undefined }) })),
    'nonce_mismatch',
  ],
  'gives a token for another audience': [
    async (r, t) => send(r, 200, JSON.stringify({ id_token: await t({ aud: 'other' }) })),
    'token_audience',
  ],
  'gives a token without audience': [
    async (r, t) => send(r, 200, JSON.stringify({ id_token: await t({ aud: undefined }) })),
    'token_audience',
  ],
  'gives a token of another issuer': [
    async (r, t) =>
      send(r, 200, JSON.stringify({ id_token: await t({ iss: 'http://evil.test' }) })),
    'token_issuer',
  ],
  'gives a token without sub': [
    async (r, t) => send(r, 200, JSON.stringify({ id_token: await t({ sub: undefined }) })),
    'claim_invalid',
  ],
  'gives an RS256 token': [
    async (r, t) =>
      send(r, 200, JSON.stringify({ id_token: withHeader(await t(), { alg: 'RS256' }) })),
    'token_algorithm',
  ],
  'gives an unsigned token': [
    async (r, t) =>
      send(r, 200, JSON.stringify({ id_token: withHeader(await t(), { alg: 'none' }) })),
    'token_algorithm',
  ],
  'gives a valid token': [
    async (r, t) => send(r, 200, JSON.stringify({ id_token: await t() })),
    '302',
  ],
  'gives a valid token under the name jwt': [
    async (r, t) => send(r, 200, JSON.stringify({ jwt: await t() })),
    '302',
  ],
};

function withHeader(token: string, header: object): string {
  const [, payload, signature] = token.split('.');
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
}

/** Opens the provider, and returns the parameters it received. */
async function begin(browser: TestBrowser) {
  const toApp = await browser.get('auth/sso?return_to=/question/1');
  const sent = new URL(toApp.headers.get('location') ?? '').searchParams;
  return { state: sent.get('state') ?? '', nonce: sent.get('nonce') ?? '', sent };
}

async function withEndpoint(behaviour: Behaviour, kind: (typeof databaseKinds)[number] = 'sqlite') {
  let nonce = '';
  let asked = 0;
  const clock = { now: Date.now() };
  const address = await listen((request, response) => {
    asked += 1;
    request.resume();
    const token = async (claims: object = {}) =>
      makeToken(clock, { ...person2(), nonce, ...claims }, signingKey);
    void behaviour(response, token);
  });
  const server = await startTestServer(kind, {
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    DASHBOARD_JWT_ISSUER: 'http://issuer.test',
    DASHBOARD_JWT_TOKEN_ENDPOINT: `${address}/token`,
  });
  const browser = newBrowser(server.siteAddress);
  const begun = await begin(browser);
  nonce = begun.nonce;
  return { server, browser, ...begun, asked: () => asked };
}

async function newestDetail(server: TestServer): Promise<string> {
  const rows = () =>
    server.database.read.selectFrom('sign_ins').selectAll().orderBy('id', 'desc').execute();
  await expect.poll(async () => (await rows()).length).toBeGreaterThan(0);
  return (await rows())[0]?.detail ?? '';
}

describe('C3, C4 a token endpoint that', () => {
  test.each(Object.entries(behaviours))(
    '%s ends with the expected refusal',
    async (_what, [behaviour, code]) => {
      const { server, browser, state } = await withEndpoint(behaviour);
      const answer = await browser.get(`auth/sso?code=abc&state=${state}`);
      expect((await browser.get('api/session')).status).toBe(code === '302' ? 200 : 401);
      if (code === '302') {
        expect(answer.headers.get('location')).toBe('/question/1');
        return;
      }
      // A page with a link to retry at the same place, and the reason in the administrator's log.
      const page = { code, retryPath: '/auth/sso?return_to=%2Fquestion%2F1' };
      expect(await toldIn(answer)).toMatchObject(page);
      expect(await newestDetail(server)).not.toBe('');
      expect([...browser.cookies.keys()].filter((name) => name.includes('attempt'))).toEqual([]);
    },
  );

  test('that gives a reason shows it to the administrator, and not to the person', async () => {
    const [behaviour] = behaviours['returns an error with a script'] ?? [];
    const { server, browser, state } = await withEndpoint(behaviour ?? (() => undefined));
    const answer = await browser.get(`auth/sso?code=abc&state=${state}`);
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain('invalid_grant');
    expect(await newestDetail(server)).toMatch(
      /400: invalid_grant: <script>alert\(1\)<\/script>\.$/,
    );
    const again = await begin(browser);
    const asJson = await browser.get(`auth/sso?code=abc&state=${again.state}`, json);
    const { error } = await asJson.json();
    expect(error.code).toBe('code_exchange_failed');
    expect(error.message).not.toMatch(/invalid_grant|script|400/);
  });

  test('that got sixty invalid codes in a minute gets no more from that address', async () => {
    const { server, browser, asked } = await withEndpoint((r) => send(r, 400, '{}'));
    const statuses: number[] = [];
    for (let turn = 0; turn < 62; turn += 1) {
      const { state } = await begin(browser);
      const answer = await browser.get(`auth/sso?code=abc&state=${state}`, json);
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect(statuses).toEqual([...Array(60).fill(502), 429, 429]);
    expect(asked()).toBe(60);
    const other = newBrowser(server.siteAddress);
    const { state } = await begin(other);
    expect((await other.get(`auth/sso?code=abc&state=${state}`, json)).status).toBe(502);
    server.clock.now += 60_000;
    const later = await begin(browser);
    const answer = await browser.get(`auth/sso?code=abc&state=${later.state}`, json);
    expect(answer.status).toBe(502);
  });
});

test('C1 of a hundred codes at the same moment from one address the endpoint gets sixty', async () => {
  const { server, browser, asked } = await withEndpoint((r) => send(r, 400, '{}'));
  const paths: string[] = [];
  const browsers: TestBrowser[] = [];
  for (let count = 0; count < 100; count += 1) {
    const each = newBrowser(server.siteAddress);
    const { state } = await begin(each);
    browsers.push(newBrowser(server.siteAddress, { address: '203.0.113.7' }));
    for (const [name, value] of each.cookies) browsers.at(-1)?.cookies.set(name, value);
    paths.push(`auth/sso?code=abc&state=${state}`);
  }
  const sent = paths.map((path, index) => (browsers[index] ?? browser).get(path, json));
  const codes = await Promise.all(sent.map((answer) => answer.then(codeOf)));
  expect(new Set(codes)).toEqual(new Set(['code_exchange_failed', 'too_many_attempts']));
  expect(asked()).toBe(60);
});

describe.each(databaseKinds)('C1 a code, on %s,', (kind) => {
  const good = behaviours['gives a valid token']?.[0] ?? (() => undefined);

  test('of a genuine attempt is exchanged, whatever requests other pages cause from the same address', async () => {
    const { server, state, browser, asked } = await withEndpoint(good, kind);
    const victim = newBrowser(server.siteAddress, { address: '203.0.113.5' });
    for (const [name, value] of browser.cookies) victim.cookies.set(name, value);
    const stranger = newBrowser(server.siteAddress, { address: '203.0.113.5' });
    const image = { ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' };
    for (let count = 0; count < 70; count += 1) {
      await stranger.get('auth/sso?jwt=x', image);
      for (const headers of [image, json])
        await stranger.get(`auth/sso?code=${count}&state=unknown`, headers);
    }
    const answer = await victim.get(`auth/sso?code=abc&state=${state}`, json);
    expect([answer.status, asked()]).toEqual([302, 1]);
  });

  test('that is opened again in the same browser redirects, and in another one is refused', async () => {
    const { server, browser, state, asked } = await withEndpoint(good, kind);
    const path = `auth/sso?code=abc&state=${state}`;
    const cookies = new Map(browser.cookies);
    expect((await browser.get(path)).headers.get('location')).toBe('/question/1');
    const session = browser.cookies.get('dashboard_session');
    expect((await browser.get(path)).headers.get('location')).toBe('/');
    const withPlace = await browser.get(`${path}&return_to=/question/2`);
    expect(withPlace.headers.get('location')).toBe('/question/2');
    expect(browser.cookies.get('dashboard_session')).toBe(session);
    const other = newBrowser(server.siteAddress);
    for (const [name, value] of cookies) other.cookies.set(name, value);
    expect(await codeOf(await other.get(path, json))).toBe('state_mismatch');
    expect(asked()).toBe(1);
  });

  test('names both issuers in the log if they differ, and leaves the attempt unused', async () => {
    const { server, browser, state, asked } = await withEndpoint(good, kind);
    const cookies = new Map(browser.cookies);
    const path = `auth/sso?code=abc&state=${state}`;
    const answer = await browser.get(`${path}&iss=http://issuer.test/`, json);
    expect([await codeOf(answer), asked()]).toEqual(['token_issuer', 0]);
    expect(await newestDetail(server)).toContain('“http://issuer.test/”');
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.get(path)).status).toBe(302);
  });

  test('is exchanged once, however many callbacks arrive at the same moment', async () => {
    const { browser, state, asked } = await withEndpoint(good, kind);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => browser.get(`auth/sso?code=abc&state=${state}`, json).then(codeOf)),
    );
    expect(answers.sort()).toEqual(['302', 'state_mismatch', 'state_mismatch', 'state_mismatch']);
    expect(asked()).toBe(1);
  });

  test.each([
    ['without state', () => 'code=abc', 'state_mismatch'],
    ['with another state', () => 'code=abc&state=other', 'state_mismatch'],
    [
      'of another issuer',
      (s: string) => `code=abc&state=${s}&iss=http://evil.test`,
      'token_issuer',
    ],
    ['of this issuer', (s: string) => `code=abc&state=${s}&iss=http://issuer.test`, '302'],
    ['together with a token', (s: string) => `code=abc&jwt=x&state=${s}`, 'parameter_invalid'],
  ] as const)('%s', async (_what, query, code) => {
    const { browser, state, asked } = await withEndpoint(good, kind);
    expect(await codeOf(await browser.get(`auth/sso?${query(state)}`, json))).toBe(code);
    expect(asked()).toBe(code === '302' ? 1 : 0);
  });

  test('of another browser’s attempt is refused', async () => {
    const { server, state, asked } = await withEndpoint(good, kind);
    const thief = newBrowser(server.siteAddress);
    await begin(thief);
    const answer = await thief.get(`auth/sso?code=abc&state=${state}`, json);
    expect([await codeOf(answer), asked()]).toEqual(['state_mismatch', 0]);
  });

  test('that is posted is handled the same way', async () => {
    const { browser, state } = await withEndpoint(good, kind);
    const posted = await browser.post('auth/sso', { code: 'abc', state }, 'http://issuer.test');
    expect(posted.status).toBe(303);
    const done = await browser.get((posted.headers.get('location') ?? '').slice(1));
    expect(done.status).toBe(302);
    expect((await browser.get('api/session')).status).toBe(200);
  });

  test('asks first if another person is signed in', async () => {
    const { server, browser, state } = await withEndpoint(good, kind);
    await browser.send('POST', 'api/session', testAdministrator);
    const answer = await browser.get(`auth/sso?code=abc&state=${state}`);
    expect(answer.headers.get('location')).toBe('/auth/confirm');
    const { signIn } = (await toldIn(await browser.get('auth/confirm'))).confirm;
    const yes = await browser.post('auth/confirm', { sign_in: signIn });
    expect(await codeOf(yes)).toBe('303');
    const { account } = await (await browser.get('api/session')).json();
    expect(account.email).not.toBe(testAdministrator.email);
    expect(server.siteAddress).toBeTruthy();
  });
});

test('C5 a provider that refuses leads to a page with a retry link, and its message is in the log only', async () => {
  const { server, browser, state } = await withEndpoint(() => undefined);
  const query = `error=access_denied&error_description=${encodeURIComponent('<b>no</b>\u0000')}`;
  const answer = await browser.get(`auth/sso?${query}&state=${state}`);
  expect(answer.status).toBe(403);
  expect(await toldIn(answer)).toEqual({
    code: 'provider_refused',
    isAdministrator: false,
    reference: expect.any(String),
    bringsCookies: true,
    retryPath: '/auth/sso?return_to=%2Fquestion%2F1',
    passwordLoginPath: '/auth/login?return_to=%2Fquestion%2F1',
  });
  expect(await newestDetail(server)).toContain('access_denied: <b>no</b> ');
  const again = await begin(browser);
  const asJson = await (await browser.get(`auth/sso?${query}&state=${again.state}`, json)).json();
  expect(asJson.error.message).not.toMatch(/access_denied|<b>/);
});

test('C5 an attacker’s message in the provider’s name is not repeated in the log', async () => {
  const { server } = await withEndpoint(() => undefined);
  const stranger = newBrowser(server.siteAddress);
  const lie = 'error=x&error_description=Your%20key%20has%20leaked';
  for (const state of ['', '&state=made-up']) {
    const answer = await stranger.get(`auth/sso?${lie}${state}`, json);
    expect(await codeOf(answer)).toBe('provider_refused');
  }
  expect(await newestDetail(server)).not.toContain('leaked');
});

test('S7, C5 while JWT is disabled an error gets the same response as everything else', async () => {
  const server = await startTestServer('sqlite', { DASHBOARD_JWT_ENABLED: 'false' });
  const answer = await newBrowser(server.siteAddress).get('auth/sso?error=x', json);
  expect(await codeOf(answer)).toBe('sso_not_configured');
});

describe('C4 the addresses that an administrator types', () => {
  test.each([
    ['http://169.254.169.254/latest/meta-data', false],
    ['http://example.com/', false],
    ['https://169.254.169.254/', false],
    ['https://[fe80::1]/', false],
    ['https://0.0.0.0/', false],
    ['javascript:alert(1)', false],
  ])('%s is never asked', async (identityProviderUri, reached) => {
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const body = { identityProviderUri };
    const answer = await admin.send('POST', 'api/settings/jwt/test-address', body);
    expect(await answer.json()).toMatchObject({ reached, status: null });
    const found = await admin.send('POST', 'api/settings/jwt/discover', {
      issuer: identityProviderUri,
    });
    expect(await found.json()).toMatchObject({ found: false });
  });

  test('that respond report their status, and metadata of another issuer is invalid', async () => {
    const address = await listen((_request, response) =>
      send(response, 200, JSON.stringify({ issuer: 'https://evil.test' })),
    );
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const tested = await admin.send('POST', 'api/settings/jwt/test-address', {
      identityProviderUri: address,
    });
    expect(await tested.json()).toMatchObject({ reached: true, status: 200 });
    const found = await admin.send('POST', 'api/settings/jwt/discover', { issuer: address });
    expect(await found.json()).toMatchObject({
      found: false,
      detail: expect.stringContaining('another issuer'),
    });
  });

  test('lead to metadata of which only addresses that can be saved are used', async () => {
    let document: object = {};
    const issuer = await listen((_request, response) =>
      send(response, 200, JSON.stringify(document)),
    );
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const discover = async (asked: string) =>
      (await admin.send('POST', 'api/settings/jwt/discover', { issuer: asked })).json();
    document = {
      issuer,
      authorization_endpoint: 'javascript:alert(1)',
      token_endpoint: 'http://other.example.com/token',
      end_session_endpoint: 'https://id.example.com/out\r\n/x',
    };
    expect(await discover(issuer)).toMatchObject({
      found: true,
      identityProviderUri: null,
      tokenEndpoint: null,
      logoutUri: 'https://id.example.com/out/x',
    });
    document = { issuer: `${issuer}/` };
    expect((await discover(issuer)).detail).toContain(`${issuer}/`);
    expect(await discover(`${issuer}?x=1`)).toMatchObject({ found: false });
    expect(await discover(`${issuer}#x`)).toMatchObject({ found: false });
  });
});

describe('SET-06 a new token endpoint, which will receive the key,', () => {
  const at = { tokenEndpoint: 'https://id.example.com/token', issuer: 'https://id.example.com' };
  const elsewhere = { tokenEndpoint: 'https://evil.test/token' };

  test.each([
    ['the environment', false],
    ['an administrator', true],
  ])(
    'is accepted from an administrator who has the key, which %s has set',
    async (_who, isStored) => {
      const server = await startTestServer(
        'sqlite',
        isStored ? { DASHBOARD_JWT_SIGNING_KEY: '' } : {},
      );
      const admin = await signInAsAdministrator(server);
      const change = (patch: object) => admin.send('PATCH', 'api/settings/jwt', patch);
      if (isStored) expect(await codeOf(await change({ signingKey: testSigningKey }))).toBe('200');
      for (const shown of [
        {},
        { signingKey: '' },
        { signingKey: '••••ab…' },
        { currentSigningKey: '' },
        { currentSigningKey: `${testSigningKey}x` },
      ]) {
        const refused = await change({ ...at, ...shown });
        expect(refused.status).toBe(422);
        expect(Object.keys((await refused.json()).error.fields)).toEqual(['currentSigningKey']);
      }
      expect(await codeOf(await change({ ...at, currentSigningKey: testSigningKey }))).toBe('200');
      expect(await codeOf(await change({ tokenEndpoint: null }))).toBe('200');
      expect(await codeOf(await change({ ...at, signingKey: testSigningKey }))).toBe('200');
      expect(await codeOf(await change(elsewhere))).toBe('validation_failed');
      // A change that sends the key to no new address needs no key.
      expect(await codeOf(await change({ ...at, scope: 'openid' }))).toBe('200');
      expect(await codeOf(await change({ tokenEndpoint: null }))).toBe('200');
      expect(await codeOf(await change(at))).toBe('validation_failed');
      const audit = await (await admin.get('api/audit?action=signing_key_set')).json();
      expect(JSON.stringify(audit).match(/"signing_key_set"/g) ?? []).toHaveLength(
        isStored ? 1 : 0,
      );
    },
  );

  test('can come with a new key, which it then receives', async () => {
    const server = await startTestServer('sqlite', { DASHBOARD_JWT_SIGNING_KEY: '' });
    const admin = await signInAsAdministrator(server);
    const change = (patch: object) => admin.send('PATCH', 'api/settings/jwt', patch);
    await change({ signingKey: testSigningKey });
    expect(await codeOf(await change({ ...at, signingKey }))).toBe('200');
    const { signingKey: now } = await (await admin.get('api/settings/jwt')).json();
    expect(now.lastFour).toBe(signingKey.slice(-4));
  });

  test.each([
    ['tokenEndpoint', 'https://169.254.169.254/token'],
    ['tokenEndpoint', 'https://[fe80::1]/token'],
    ['tokenEndpoint', 'SITE/token'],
    ['logoutUri', 'SITE/auth/sso'],
  ])('%s can’t be %s', async (name, address) => {
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const patch = {
      ...at,
      signingKey: testSigningKey,
      [name]: address.replace('SITE/', server.siteAddress),
    };
    const refused = await admin.send('PATCH', 'api/settings/jwt', patch);
    expect(Object.keys((await refused.json()).error.fields)).toEqual([name]);
  });

  test('can be written in capitals', async () => {
    const address = await listen((_request, response) =>
      send(response, 400, '{"error":"reached"}'),
    );
    const server = await startTestServer('sqlite', {
      DASHBOARD_JWT_ISSUER: 'http://issuer.test',
      DASHBOARD_JWT_TOKEN_ENDPOINT: `${address.replace('http', 'HTTP')}/token`,
    });
    const browser = newBrowser(server.siteAddress);
    const { state } = await begin(browser);
    await browser.get(`auth/sso?code=abc&state=${state}`, json);
    expect(await newestDetail(server)).toContain('reached');
  });
});

test('F2 a valid token of the front channel is refused if a token endpoint is set', async () => {
  const { server, browser } = await withEndpoint(() => undefined);
  const key = await importSigningKey(signingKey);
  const iat = Math.floor(server.clock.now / 1000);
  const claims = { email: newEmail(), sub: 'x', aud: 'dashboard', iss: 'http://issuer.test', iat };
  const answer = await browser.get(answerPath(await signLoginToken(claims, key)), json);
  expect(await codeOf(answer)).toBe('front_channel_disabled');
});
