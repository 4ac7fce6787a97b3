import { importSigningKey, verifyLoginToken } from '@dashboard/login-token';
import { decodeJwt, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { describe, expect, test } from 'vitest';
import { connectDashboard, readSignInRequest } from './index.ts';

const signingKey = 'a signing key: 100% of + and & and ünusual ones…';
const address = 'http://localhost:3000';
const redirectUri = `${address}/auth/sso`;
const issuer = 'https://app.example.com';
const tokenEndpoint = `${issuer}/token`;
const person = { id: 'p1', email: 'rene@example.com', groups: ['Engineers'] };
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
const secret = { client_id: 'dashboard', client_secret: signingKey };

function connect() {
  const clock = { now: Date.now() };
  const dashboard = connectDashboard({
    ...{ address, signingKey, issuer },
    backChannel: { tokenEndpoint },
    now: () => clock.now,
  });

  async function code(query: Record<string, string> = pkce): Promise<string> {
    const request = readSignInRequest({
      ...{ response_type: 'code', client_id: 'dashboard', redirect_uri: redirectUri },
      ...{ state: 'the state', nonce: 'the nonce' },
      ...query,
    });
    const url = new URL(await dashboard.answerUrl(person, request));
    return url.searchParams.get('code') ?? '';
  }

  async function ask(form: Record<string, string>, headers: Record<string, string> = {}) {
    const response = await dashboard.answerTokenRequest(
      new Request(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form), headers }),
    );
    return { response, body: (await response.json()) as Record<string, string> };
  }

  return { clock, dashboard, code, ask };
}

/** A token request as Dashboard sends it. */
function exchange(code: string, change: Record<string, string | undefined> = {}) {
  const whole = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...secret,
    ...change,
  };
  const present = Object.entries(whole).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Record<string, string>;
}

function assertion(claims: Record<string, unknown> = {}, key = signingKey): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const whole = { iss: 'dashboard', sub: 'dashboard', aud: tokenEndpoint, exp: seconds + 60 };
  return new SignJWT({ ...whole, jti: crypto.randomUUID(), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(key));
}

function withAssertion(client_assertion: string) {
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  return { client_secret: undefined, client_assertion, client_assertion_type };
}

describe('a token request gets no token', () => {
  const inBasic = (text: string) => ({ authorization: `Basic ${btoa(text)}` });

  test.each<[string, Record<string, string | undefined>, string, number]>([
    ['with another grant', { grant_type: 'password' }, 'unsupported_grant_type', 400],
    ['without a grant', { grant_type: undefined }, 'unsupported_grant_type', 400],
    ['without a code', { code: undefined }, 'invalid_request', 400],
    ['with an unknown code', { code: 'x' }, 'invalid_grant', 400],
    ['with another redirect_uri', { redirect_uri: `${redirectUri}/` }, 'invalid_grant', 400],
    ['without redirect_uri', { redirect_uri: undefined }, 'invalid_grant', 400],
    ['with another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant', 400],
    ['with the challenge for a verifier', { code_verifier: challenge }, 'invalid_grant', 400],
    ['with a verifier that is too short', { code_verifier: 'x' }, 'invalid_grant', 400],
    ['without the verifier', { code_verifier: undefined }, 'invalid_grant', 400],
    ['with another secret', { client_secret: `${signingKey}.` }, 'invalid_client', 401],
    ['from another client', { client_id: 'somebody' }, 'invalid_client', 401],
    ['from a client without credentials', { client_secret: undefined }, 'invalid_client', 401],
  ])('%s', async (_what, change, error, status) => {
    const { code, ask } = connect();
    const { response, body } = await ask(exchange(await code(), change));
    expect([response.status, body.error]).toEqual([status, error]);
    expect(body).not.toHaveProperty('id_token');
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  test.each([
    ['another secret', inBasic('dashboard:x')],
    ['what is no header of a client', { authorization: 'Bearer x' }],
    ['broken escapes', inBasic('dashboard:%zz')],
    ['no colon', inBasic('dashboard')],
  ])('with %s in the header, and is told how to authenticate', async (_what, headers) => {
    const { code, ask } = connect();
    const { response, body } = await ask(
      exchange(await code(), { client_id: undefined, client_secret: undefined }),
      headers,
    );
    expect([response.status, body.error]).toEqual([401, 'invalid_client']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  test.each<[string, Record<string, unknown>]>([
    ['for another audience', { aud: 'https://elsewhere.example' }],
    ['from another issuer', { iss: 'somebody' }],
    ['about another subject', { sub: 'somebody' }],
    ['without exp', { exp: undefined }],
    ['without jti', { jti: undefined }],
    ['that is too old', { exp: 1 }],
    ['that lives for an hour', { exp: Date.now() / 1000 + 3600 }],
  ])('with an assertion %s', async (_what, claims) => {
    const { code, ask } = connect();
    const { body } = await ask(exchange(await code(), withAssertion(await assertion(claims))));
    expect(body).toMatchObject({ error: 'invalid_client' });
  });

  test('with an assertion of another key, of another kind, or one that was used before', async () => {
    const { code, ask } = connect();
    const foreign = withAssertion(await assertion({}, 'x'.repeat(32)));
    expect((await ask(exchange(await code(), foreign))).body.error).toBe('invalid_client');
    const good = withAssertion(await assertion());
    const ofAnotherKind = { ...good, client_assertion_type: 'saml' };
    expect((await ask(exchange(await code(), ofAnotherKind))).body.error).toBe('invalid_client');
    expect((await ask(exchange(await code(), good))).response.status).toBe(200);
    expect((await ask(exchange(await code(), good))).body.error).toBe('invalid_client');
  });

  test('by GET, as JSON, with a parameter twice, too large, or from a client that authenticates twice', async () => {
    const { dashboard, ask } = connect();
    const send = (init: RequestInit) =>
      dashboard.answerTokenRequest(new Request(tokenEndpoint, init));
    const get = await send({});
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const type = { 'content-type': 'application/json' };
    expect((await send({ method: 'POST', body: '{}', headers: type })).status).toBe(400);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send({ method: 'POST', body: 'code=a&code=b', headers: form })).status).toBe(400);
    const large = 'x'.repeat(100_000);
    expect((await send({ method: 'POST', body: large, headers: form })).status).toBe(413);
    expect((await send({ method: 'POST', headers: form })).status).toBe(401);
    const twice = await ask(exchange('x'), inBasic(`dashboard:${signingKey.slice(0, 9)}`));
    expect(twice.body.error).toBe('invalid_request');
  });

  test('with a verifier if the request had no challenge', async () => {
    const { code, ask } = connect();
    expect((await ask(exchange(await code({})))).body.error).toBe('invalid_grant');
  });

  test('for a code that is a minute old', async () => {
    const { clock, code, ask } = connect();
    const old = await code();
    clock.now += 60_000;
    expect((await ask(exchange(old))).body.error).toBe('invalid_grant');
  });

  test('for a code a second time, nor after it was tried with a wrong verifier', async () => {
    const { code, ask } = connect();
    const one = await code();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(exchange(one))));
    expect(answers.map(({ response }) => response.status).sort()).toEqual([200, 400, 400, 400]);
    const other = await code();
    await ask(exchange(other, { code_verifier: 'x'.repeat(43) }));
    expect((await ask(exchange(other))).body.error).toBe('invalid_grant');
  });

  test('if the app has no back channel', async () => {
    const dashboard = connectDashboard({ address, signingKey });
    expect((await dashboard.answerTokenRequest(new Request(tokenEndpoint))).status).toBe(404);
  });
});

describe('a token request gets the login token', () => {
  const as: oauth.AuthorizationServer = { issuer, token_endpoint: tokenEndpoint };
  const client: oauth.Client = { client_id: 'dashboard', id_token_signed_response_alg: 'HS256' };

  test.each([
    ['client_secret_basic', oauth.ClientSecretBasic(signingKey)],
    ['client_secret_post', oauth.ClientSecretPost(signingKey)],
    ['client_secret_jwt', oauth.ClientSecretJwt(signingKey)],
  ])('in the form that a strict client expects, by %s', async (_name, authentication) => {
    const { dashboard } = connect();
    const asked = readSignInRequest({
      ...{ response_type: 'code', client_id: 'dashboard', redirect_uri: redirectUri },
      ...{ state: 'the state', nonce: 'the nonce', return_to: '/question/1' },
      ...pkce,
    });
    const answerUrl = new URL(await dashboard.answerUrl(person, asked));
    expect([...answerUrl.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    const parameters = oauth.validateAuthResponse(as, client, answerUrl, 'the state');
    const response = await oauth.authorizationCodeGrantRequest(
      ...([as, client, authentication, parameters, redirectUri, verifier] as const),
      {
        [oauth.customFetch]: (url, init) =>
          dashboard.answerTokenRequest(new Request(url, init as RequestInit)),
      },
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const options = { expectedNonce: 'the nonce', requireIdToken: true };
    const result = await oauth.processAuthorizationCodeResponse(as, client, response, options);
    expect(oauth.getValidatedIdTokenClaims(result)).toMatchObject({
      sub: 'p1',
      email: 'rene@example.com',
      groups: ['Engineers'],
      nonce: 'the nonce',
    });
    const keys = [await importSigningKey(signingKey)];
    const trust = { keys, issuer, audience: 'dashboard', ownAudiences: [], maxAgeSeconds: 180 };
    await verifyLoginToken(result.id_token ?? '', trust, Date.now());
  });

  test('without PKCE and nonce if the request had none', async () => {
    const { code, ask } = connect();
    const { response, body } = await ask(
      exchange(await code({ nonce: '' }), { code_verifier: undefined }),
    );
    expect(response.status).toBe(200);
    const payload = decodeJwt(body.id_token ?? '');
    expect(payload).not.toHaveProperty('nonce');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 1 });
  });
});
