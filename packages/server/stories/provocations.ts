import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ErrorCode } from '@dashboard/contract';
import { sql } from 'kysely';
import { expect, onTestFinished } from 'vitest';
import { freePort } from '../src/testing/free-port.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { startTooManyRuns } from '../src/testing/start-run.ts';
import { newBrowser, type TestBrowser, type TestResponse } from '../src/testing/test-browser.ts';
import { type TestServer, testAdministrator, testSigningKey } from '../src/testing/test-server.ts';

const json = { accept: 'application/json' };

/** The steps that cause a code, on a server with this environment. */
export interface Provocation {
  readonly environment?: Readonly<Record<string, string>>;
  readonly provoke: (server: TestServer) => Promise<TestResponse>;
}

/** Opens the authentication app, and returns the parameters it received. */
export async function begin(browser: TestBrowser) {
  const toApp = await browser.get('auth/sso?return_to=/');
  const sent = new URL(toApp.headers.get('location') ?? '').searchParams;
  return { state: sent.get('state') ?? '', nonce: sent.get('nonce') ?? '' };
}

async function administrator(server: TestServer): Promise<TestBrowser> {
  const browser = newBrowser(server.siteAddress);
  expect((await browser.send('POST', 'api/session', testAdministrator)).status).toBe(200);
  return browser;
}

/** A token endpoint that gives everyone a valid ID token, except for its `nonce`. */
async function forgetfulEndpoint(clock: { readonly now: number }): Promise<string> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const endpoint = createServer(async (request, response) => {
    request.resume();
    const claims = { iss: issuer, aud: 'dashboard', sub: newEmail(), nonce: '1' };
    const body = JSON.stringify({ id_token: await makeToken(clock, claims) });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  onTestFinished(() => void endpoint.close());
  await new Promise<void>((resolve) => endpoint.listen(port, 'localhost', resolve));
  return issuer;
}

const withPasswordOff = { DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' };

/** Steps that the page describes in words, and the codes of the API, which need no description. */
export const inWords: Partial<Record<ErrorCode, Provocation>> = {
  cookies_blocked: {
    async provoke(server) {
      const email = newEmail();
      const address = '203.0.113.7';
      for (let turn = 0; turn < 4; turn += 1) {
        const browser = newBrowser(server.siteAddress, { address });
        const token = await makeToken(server.clock, { email });
        expect((await browser.get(answerPath(token), json)).status).toBe(302);
        server.clock.now += 100;
      }
      const last = await makeToken(server.clock, { email });
      return newBrowser(server.siteAddress, { address }).get(answerPath(last), json);
    },
  },
  framing_refused: {
    async provoke(server) {
      const admin = await administrator(server);
      const patch = { embeddingOrigins: ['https://app.example.com'] };
      await admin.send('PATCH', 'api/settings/general', patch);
      const browser = newBrowser(server.siteAddress);
      const inFrame = { ...json, 'sec-fetch-dest': 'iframe' };
      await browser.get(answerPath(await makeToken(server.clock)), inFrame);
      return browser.get(answerPath(await makeToken(server.clock)), inFrame);
    },
  },
  nonce_mismatch: {
    async provoke(server) {
      const issuer = await forgetfulEndpoint(server.clock);
      const admin = await administrator(server);
      const tokenEndpoint = `${issuer}/token`;
      const patch = { issuer, tokenEndpoint, signingKey: testSigningKey };
      expect((await admin.send('PATCH', 'api/settings/jwt', patch)).status).toBe(200);
      const browser = newBrowser(server.siteAddress);
      const { state } = await begin(browser);
      return browser.get(`auth/sso?code=1&state=${state}`, json);
    },
    environment: { DASHBOARD_JWT_CLIENT_ID: 'dashboard' },
  },
  account_deactivated: {
    async provoke(server) {
      const email = newEmail();
      const { browser, id } = await signIn(server, email);
      const admin = await administrator(server);
      await admin.send('PATCH', `api/accounts/${id}`, { active: false });
      return browser.get(answerPath(await makeToken(server.clock, { email })), json);
    },
  },
  too_many_attempts: {
    async provoke(server) {
      const browser = newBrowser(server.siteAddress);
      for (let count = 0; count < 60; count += 1)
        expect((await browser.get('auth/sso?jwt=1', json)).status).toBe(401);
      return browser.get('auth/sso?jwt=1', json);
    },
  },
  not_signed_in: { provoke: (server) => newBrowser(server.siteAddress).get('api/session') },
  not_allowed: {
    provoke: async (server) => (await signIn(server, newEmail())).browser.get('api/accounts'),
  },
  not_found: { provoke: (server) => newBrowser(server.siteAddress).get('api/nothing') },
  cross_site_request: {
    provoke: async (server) =>
      newBrowser(server.siteAddress).send('POST', 'api/session', testAdministrator, {
        origin: 'https://example.org',
        'sec-fetch-site': 'cross-site',
      }),
  },
  body_malformed: { provoke: (server) => post(server, 'api/session', '{"email":') },
  body_too_large: { provoke: (server) => post(server, 'api/session', `"${'x'.repeat(300_000)}"`) },
  media_type_unsupported: {
    // A request that a page of any site can send without a preflight.
    provoke: (server) => post(server, 'api/session', '{"email":"a@b.c"}', 'text/plain'),
  },
  validation_failed: { provoke: (server) => post(server, 'api/session', '{"email":7}') },
  setup_done: {
    provoke: (server) =>
      post(
        server,
        'api/setup',
        JSON.stringify({ ...testAdministrator, firstName: 'First', lastName: 'Person' }),
      ),
  },
  setup_code_invalid: {
    environment: {
      ...{ HOST: '0.0.0.0', DASHBOARD_ADMIN_EMAIL: '', DASHBOARD_ADMIN_PASSWORD: '' },
      DASHBOARD_JWT_ENABLED: '',
    },
    provoke: (server) =>
      post(
        server,
        'api/setup',
        JSON.stringify({ ...testAdministrator, firstName: 'First', lastName: 'Person' }),
      ),
  },
  invalid_credentials: {
    provoke: (server) =>
      post(server, 'api/session', JSON.stringify({ email: newEmail(), password: 'wrong' })),
  },
  password_login_disabled: {
    environment: withPasswordOff,
    provoke: (server) => post(server, 'api/session', JSON.stringify(testAdministrator)),
  },
  sso_account: {
    async provoke(server) {
      const { id } = await signIn(server, newEmail());
      const admin = await administrator(server);
      const password = 'a password for tests';
      return admin.send('POST', `api/accounts/${id}/password`, { password });
    },
  },
  last_administrator: {
    async provoke(server) {
      const admin = await administrator(server);
      const { account } = await (await admin.get('api/session')).json();
      return admin.send('PATCH', `api/accounts/${account.id}`, { active: false });
    },
  },
  would_lock_out: {
    async provoke(server) {
      const admin = await administrator(server);
      return admin.send('PATCH', 'api/settings/password-login', { enabled: false });
    },
  },
  group_built_in: {
    async provoke(server) {
      const admin = await administrator(server);
      const { groups } = await (await admin.get('api/groups')).json();
      const builtIn = groups.find((group: { builtIn: unknown }) => group.builtIn);
      return admin.send('DELETE', `api/groups/${builtIn.id}`);
    },
  },
  name_taken: {
    async provoke(server) {
      const admin = await administrator(server);
      expect((await admin.send('POST', 'api/groups', { name: 'Sales' })).status).toBe(201);
      return admin.send('POST', 'api/groups', { name: 'Sales' });
    },
  },
  locked_by_environment: {
    async provoke(server) {
      const admin = await administrator(server);
      return admin.send('PATCH', 'api/settings/jwt', { enabled: false });
    },
  },
  changed_meanwhile: {
    async provoke(server) {
      const admin = await administrator(server);
      const stale = { 'if-match': '"77"' };
      return admin.send('PATCH', 'api/settings/general', { siteName: 'Other' }, stale);
    },
  },
  too_many_queries: {
    async provoke(server) {
      const { browser } = await signIn(server, newEmail());
      const { refused, running } = await startTooManyRuns(server, browser);
      for (const { hangUp } of running) hangUp();
      return refused;
    },
  },
  download_replaced: {
    provoke: (server) =>
      newBrowser(server.siteAddress).get('downloads/authentication-app-0.1.0-00000000.tgz'),
  },
  prefetch_refused: {
    async provoke(server) {
      const path = answerPath(await makeToken(server.clock));
      return newBrowser(server.siteAddress).get(path, { ...json, 'sec-purpose': 'prefetch' });
    },
  },
  database_unavailable: {
    async provoke(server) {
      const path = answerPath(await makeToken(server.clock));
      await makeUnwritable(server);
      return newBrowser(server.siteAddress).get(path, json);
    },
  },
};

/**
 * Until the test ends, another process holds the embedded file's lock, or PostgreSQL is read-only.
 */
async function makeUnwritable({ database, dataDir }: TestServer): Promise<void> {
  if (database.kind === 'sqlite') {
    const other = new DatabaseSync(join(dataDir, 'dashboard.sqlite'));
    onTestFinished(() => other.close());
    other.exec('begin immediate');
    return;
  }
  const { rows } = await sql<{
    name: string;
  }>`select current_database() as name`.execute(database.read);
  const name = sql.id(rows[0]?.name ?? '');
  await sql`alter database ${name} set default_transaction_read_only = on`.execute(database.read);
  await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(database.read);
}

/** Codes that no request can cause on a healthy server, and why. */
export const unprovoked: Partial<Record<ErrorCode, string>> = {
  query_failed: 'the questions of a new server are all sound; questions.story.ts breaks one',
  query_timeout: 'no question of a new server takes that long; questions.story.ts makes one',
  internal_error: 'it is for faults of ours',
};

async function signIn(server: TestServer, email: string) {
  const browser = newBrowser(server.siteAddress);
  expect((await browser.get(answerPath(await makeToken(server.clock, { email })))).status).toBe(
    302,
  );
  const { account } = await (await browser.get('api/session')).json();
  return { browser, id: account.id };
}

function post(
  server: TestServer,
  path: string,
  body: string,
  type = 'application/json',
): Promise<TestResponse> {
  return fetch(server.siteAddress + path, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
}
