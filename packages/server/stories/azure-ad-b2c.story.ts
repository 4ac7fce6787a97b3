import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { copyExample, type Example, examplePlaces } from '../../../tools/copy-example.ts';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { freePort } from '../src/testing/free-port.ts';
import { startProgram } from '../src/testing/start-program.ts';
import { newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const root = new URL('../../../', import.meta.url).pathname;
const signingKey = '0123456789abcdef'.repeat(4);
const client = { client_id: 'dashboard-app', client_secret: 'a secret of the registered app' };
const person = {
  sub: '5d8f3c1a-0000-4000-8000-000000000001',
  emails: ['rene@example.com'],
  given_name: 'Rene',
  family_name: 'Example',
  groups: ['Engineers'],
  tfp: 'B2C_1_signin',
};

/** The few types of `oidc-provider` that are used here; it comes without types. */
interface Provider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: unknown,
  ): Promise<void>;
  readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<void> };
}

/**
 * A tenant like those of B2C: tenant and policy in the issuer's path, RS256, and its own claims. It
 * signs everyone in at once, or refuses.
 */
async function startTenant(
  redirectUri: string,
  {
    refuses = false,
    claims = person,
  }: { readonly refuses?: boolean; readonly claims?: Readonly<Record<string, unknown>> } = {},
): Promise<string> {
  const port = await freePort();
  const issuer = `http://localhost:${port}/tfp/00000000-0000-4000-8000-000000000000/b2c_1_signin/v2.0/`;
  const library = 'oidc-provider';
  const { Provider } = await import(library);
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    format: 'jwk',
  });
  const provider: Provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...jwk, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key for cookies'] },
    claims: { openid: Object.keys(person) },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/sign-in' },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => claims }),
    loadExistingGrant: async (context: { oidc: { client: object; session: object } }) => {
      const { client, session } = context.oidc as {
        client: { clientId: string };
        session: { accountId: string };
      };
      const grant = new provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url !== '/sign-in') {
      // The library responds at the root and reads the path above it from `originalUrl`, as under
      // Express.
      const originalUrl = request.url ?? '';
      const url = `/${originalUrl.slice(new URL(issuer).pathname.length)}`;
      return answer(Object.assign(request, { originalUrl, url }), response);
    }
    const result = refuses
      ? { error: 'access_denied', error_description: 'AADB2C90091: The user has cancelled.' }
      : { login: { accountId: person.sub } };
    void provider.interactionFinished(request, response, result);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return issuer;
}

/** Follows redirects as a browser does, up to the first other response. */
async function follow(browser: TestBrowser, path: string, siteAddress: string) {
  let address = new URL(path, siteAddress);
  const passed: string[] = [];
  for (let turns = 0; turns < 15; turns += 1) {
    const response = await browser.get(address.href);
    passed.push(address.origin + address.pathname);
    const location = response.headers.get('location');
    if (location === null) return { response, address, passed };
    address = new URL(location, address);
  }
  throw new Error(`The redirects don't end: ${passed.join(' → ')}`);
}

async function startAll(
  place: (typeof examplePlaces)[number],
  options: { readonly refuses?: boolean; readonly claims?: Readonly<Record<string, unknown>> } = {},
) {
  const port = await freePort();
  const appUrl = `http://localhost:${port}`;
  const issuer = await startTenant(`${appUrl}/callback`, options);
  const server = await startTestServer('sqlite', {
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: `${appUrl}/login`,
  });
  const example = copyExample('azure-ad-b2c', place, 'npm start');
  await runInstall(example, server.siteAddress);
  const [, start = ''] = /(npm start)$/.exec(example.start) ?? [];
  await startProgram(['sh', '-e', '-c', start], {
    cwd: example.folder,
    environment: {
      ...{ PORT: String(port), APP_URL: appUrl, DASHBOARD_URL: server.siteAddress },
      ...variables(issuer),
    },
    address: `${appUrl}/`,
  });
  return { server, issuer, appUrl };
}

function variables(issuer: string): Record<string, string> {
  return {
    ...{ SIGNING_KEY: signingKey, B2C_ISSUER: issuer },
    ...{ B2C_CLIENT_ID: client.client_id, B2C_CLIENT_SECRET: client.client_secret },
  };
}

/** The README's commands unchanged, except for Dashboard's address. */
async function runInstall({ folder, install }: Example, siteAddress: string): Promise<void> {
  const script = install.replace('http://localhost:3000/', siteAddress);
  const child = spawn('sh', ['-e', '-c', script], { cwd: folder, stdio: 'ignore' });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
}

describe('the example azure-ad-b2c', { timeout: 180_000 }, () => {
  beforeAll(() => buildAuthenticationApp(root));

  test.each(examplePlaces)('%s, signs in by the commands of its README', async (place) => {
    const { server, issuer, appUrl } = await startAll(place);
    const browser = newBrowser(server.siteAddress);
    const wanted = 'question/2-orders-by-category?from=2025-01-01';
    const { response, address, passed } = await follow(browser, wanted, server.siteAddress);
    expect([response.status, address.href]).toEqual([200, server.siteAddress + wanted]);
    expect(passed).toContain(`${issuer}auth`);
    expect(passed).toContain(`${appUrl}/callback`);
    const { account } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({
      ...{ email: 'rene@example.com', firstName: 'Rene', lastName: 'Example' },
      attributes: { b2c_policy: 'B2C_1_signin' },
    });
  });

  test('returns a cancelled sign-in to Dashboard, which explains it', async () => {
    const { server } = await startAll('copied out of it', { refuses: true });
    const browser = newBrowser(server.siteAddress);
    const { response, address } = await follow(browser, 'question/1', server.siteAddress);
    expect([response.status, address.pathname]).toEqual([403, '/auth/sso']);
    expect((await browser.get('api/session')).status).toBe(401);
  });

  test('says in a sentence that an account has no email', async () => {
    const { emails: _none, ...claims } = person;
    const { server, appUrl } = await startAll('copied out of it', { claims });
    const browser = newBrowser(server.siteAddress);
    const { response, address } = await follow(browser, 'question/1', server.siteAddress);
    expect([response.status, address.origin]).toEqual([400, appUrl]);
    const text = await response.text();
    expect(text).toBe(
      'The sign-in failed. The person’s email must be one plain address, such as name@example.com.',
    );
  });

  test.each([
    ['without an issuer', { B2C_ISSUER: '' }, /^Set B2C_ISSUER, .* see README\.md\.$/],
    ['with a short key', { SIGNING_KEY: 'short' }, /^The signing key must be .*$/],
    ['while B2C is down', {}, /^B2C_ISSUER .*: ECONNREFUSED$/],
  ])('ends %s with one sentence', async (_what, change, sentence) => {
    const issuer = `http://localhost:${await freePort()}/`;
    const child = spawn(process.execPath, [join(root, 'examples/azure-ad-b2c/app.js')], {
      env: { PATH: process.env.PATH ?? '', ...variables(issuer), ...change },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let printed = '';
    child.stderr.on('data', (chunk) => {
      printed += chunk;
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
    expect(printed.trim()).toMatch(sentence);
  });
});
