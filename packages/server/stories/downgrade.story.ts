import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { startTestServer, type TestServer, testSigningKey } from '../src/testing/test-server.ts';

/**
 * A site accepts one kind of response. Every other kind is refused, even if it is valid (K1, C1,
 * C3).
 */
const json = { accept: 'application/json' };
const issuer = 'http://issuer.test';

const flows = { plain: 'authorization_code', pkce: 'authorization_code_pkce' } as const;
type Mode = `${'front' | 'back'} channel, ${keyof typeof flows}`;

/** The parameters that the start of a sign-in sent to the app. */
interface Begun {
  readonly state: string;
  readonly challenge: string;
  readonly nonce: string | null;
}

/** The response of the token endpoint, set before each code. */
type Endpoint = { body: Record<string, string>; readonly url: string };

async function startEndpoint(): Promise<Endpoint> {
  const endpoint = { body: {}, url: '' };
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(endpoint.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return Object.assign(endpoint, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
  });
}

interface Site {
  readonly server: TestServer;
  readonly endpoint: Endpoint;
  readonly admin: TestBrowser;
}

function settingsOf(mode: Mode, endpoint: Endpoint) {
  const [channel, flow] = mode.split(' channel, ') as ['front' | 'back', keyof typeof flows];
  return {
    flow: flows[flow],
    issuer,
    tokenEndpoint: channel === 'back' ? endpoint.url : null,
    signingKey: testSigningKey,
  };
}

async function startSite(mode: Mode): Promise<Site> {
  const server = await startTestServer('sqlite');
  const admin = await signInAsAdministrator(server);
  const site = { server, admin, endpoint: await startEndpoint() };
  await change(site, mode);
  return site;
}

async function change({ admin, endpoint }: Site, mode: Mode): Promise<void> {
  const changed = await admin.send('PATCH', 'api/settings/jwt', settingsOf(mode, endpoint));
  expect(await codeOf(changed)).toBe('200');
}

async function begin(browser: TestBrowser): Promise<Begun> {
  const toApp = await browser.get('auth/sso?return_to=/question/1');
  const sent = new URL(toApp.headers.get('location') ?? '').searchParams;
  const read = (name: string) => sent.get(name);
  return {
    state: read('state') ?? '',
    challenge: read('code_challenge') ?? 'none was sent',
    nonce: read('nonce'),
  };
}

type Answer = (site: Site, browser: TestBrowser, begun: Begun) => Promise<string>;

const tokenFor = ({ server }: Site, claims: object) =>
  makeToken(server.clock, { email: newEmail(), sub: newEmail(), iss: issuer, ...claims });

const byAddress =
  (claims: (begun: Begun) => object): Answer =>
  async (site, browser, begun) => {
    const token = await tokenFor(site, claims(begun));
    return codeOf(await browser.get(answerPath(token, { state: begun.state }), json));
  };

const byForm =
  (claims: (begun: Begun) => object): Answer =>
  async (site, browser, begun) => {
    const jwt = await tokenFor(site, claims(begun));
    const form = { jwt, state: begun.state };
    const posted = await browser.post('auth/sso', form, 'https://app.example.com');
    if (posted.status !== 303) return codeOf(posted);
    return codeOf(await browser.get((posted.headers.get('location') ?? '').slice(1), json));
  };

const byCode =
  (name: 'id_token' | 'jwt', claims: (begun: Begun) => object): Answer =>
  async (site, browser, begun) => {
    const all = { aud: 'dashboard', ...claims(begun) };
    site.endpoint.body = { [name]: await tokenFor(site, all) };
    return codeOf(await browser.get(`auth/sso?code=abc&state=${begun.state}`, json));
  };

const byProgram =
  (claims: (begun: Begun) => object): Answer =>
  async (site, _browser, begun) => {
    const caller = newBrowser(site.server.siteAddress);
    const jwt = await tokenFor(site, claims(begun));
    return codeOf(await caller.send('POST', 'api/session/jwt', { jwt }));
  };

const plain = () => ({});
const challenged = ({ challenge }: Begun) => ({ code_challenge: challenge });
const nonced = ({ nonce }: Begun) => ({ nonce: nonce ?? 'none was sent' });

const answers = {
  'a token': byAddress(plain),
  'a token with the challenge': byAddress(challenged),
  'a posted token': byForm(plain),
  'a posted token with the challenge': byForm(challenged),
  'a code for an ID token': byCode('id_token', nonced),
  'a code for an ID token without nonce': byCode('id_token', plain),
  'a code for a token': byCode('jwt', nonced),
  'a code for a token without nonce': byCode('jwt', plain),
  'a token of a program': byProgram(plain),
  'a token with the challenge, of a program': byProgram(challenged),
} as const;
type AnswerKind = keyof typeof answers;

/** For each mode: the accepted response, and the code that refuses every other one. */
const taken: Record<Mode, Record<AnswerKind, string>> = {
  'front channel, plain': {
    'a token': '302',
    'a token with the challenge': '302',
    'a posted token': '302',
    'a posted token with the challenge': '302',
    'a code for an ID token': 'code_not_expected',
    'a code for an ID token without nonce': 'code_not_expected',
    'a code for a token': 'code_not_expected',
    'a code for a token without nonce': 'code_not_expected',
    'a token of a program': '200',
    'a token with the challenge, of a program': '200',
  },
  'front channel, pkce': {
    'a token': 'pkce_required',
    'a token with the challenge': '302',
    'a posted token': 'pkce_required',
    'a posted token with the challenge': '302',
    'a code for an ID token': 'code_not_expected',
    'a code for an ID token without nonce': 'code_not_expected',
    'a code for a token': 'code_not_expected',
    'a code for a token without nonce': 'code_not_expected',
    'a token of a program': 'pkce_required',
    'a token with the challenge, of a program': 'pkce_required',
  },
  'back channel, plain': {
    'a token': 'front_channel_disabled',
    'a token with the challenge': 'front_channel_disabled',
    'a posted token': 'front_channel_disabled',
    'a posted token with the challenge': 'front_channel_disabled',
    'a code for an ID token': '302',
    'a code for an ID token without nonce': 'nonce_mismatch',
    'a code for a token': '302',
    'a code for a token without nonce': 'nonce_mismatch',
    'a token of a program': 'front_channel_disabled',
    'a token with the challenge, of a program': 'front_channel_disabled',
  },
  'back channel, pkce': {
    'a token': 'front_channel_disabled',
    'a token with the challenge': 'front_channel_disabled',
    'a posted token': 'front_channel_disabled',
    'a posted token with the challenge': 'front_channel_disabled',
    'a code for an ID token': '302',
    'a code for an ID token without nonce': 'nonce_mismatch',
    'a code for a token': '302',
    'a code for a token without nonce': '302',
    'a token of a program': 'front_channel_disabled',
    'a token with the challenge, of a program': 'front_channel_disabled',
  },
};

test.each(Object.entries(taken) as [Mode, (typeof taken)[Mode]][])(
  'K1, K2, C1, C3 %s: each response of every other mode is refused',
  async (mode, expected) => {
    const site = await startSite(mode);
    const outcomes: Record<string, string> = {};
    for (const [kind, answer] of Object.entries(answers)) {
      const browser = newBrowser(site.server.siteAddress);
      outcomes[kind] = await answer(site, browser, await begin(browser));
      const isIn = (await browser.get('api/session')).status === 200;
      expect([kind, isIn]).toEqual([kind, outcomes[kind] === '302']);
    }
    expect(outcomes).toEqual(expected);
  },
);

test.each([
  ['front channel, plain', 'front channel, pkce', 'a token', 'pkce_required'],
  ['front channel, plain', 'front channel, pkce', 'a token with the challenge', 'pkce_mismatch'],
  ['back channel, plain', 'back channel, pkce', 'a code for an ID token', 'state_mismatch'],
  ['back channel, pkce', 'back channel, plain', 'a code for an ID token', 'state_mismatch'],
  ['back channel, pkce', 'back channel, plain', 'a code for a token', 'state_mismatch'],
  ['front channel, plain', 'back channel, plain', 'a code for an ID token', 'nonce_mismatch'],
  ['front channel, pkce', 'back channel, pkce', 'a code for an ID token', 'nonce_mismatch'],
  ['back channel, plain', 'front channel, plain', 'a code for an ID token', 'code_not_expected'],
] as const)(
  'K1 a sign-in started under “%s” can’t end under “%s” with %s',
  async (before, after, kind, code) => {
    const site = await startSite(before);
    const browser = newBrowser(site.server.siteAddress);
    const begun = await begin(browser);
    await change(site, after);
    expect(await answers[kind](site, browser, begun)).toBe(code);
    expect((await browser.get('api/session')).status).toBe(401);
  },
);
