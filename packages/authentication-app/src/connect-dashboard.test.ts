import { describe, expect, test } from 'vitest';
import {
  connectDashboard,
  createMemoryCodeStore,
  type Person,
  readSignInRequest,
  type SignInRequest,
} from './index.ts';

const signingKey = 'a signing key for tests, of forty-eight bytes…';
const address = 'https://example.com/bi';
const person = { id: 'p1', email: 'rene@example.com' };
const codeQuery = {
  response_type: 'code',
  client_id: 'dashboard',
  redirect_uri: 'https://example.com/bi/auth/sso',
  state: 's',
};
const issuer = 'https://app.example.com';
const backChannel = { tokenEndpoint: `${issuer}/token` };

describe('a connection is refused', () => {
  test.each<[string, unknown, string]>([
    ['without options', undefined, 'options_invalid'],
    ['with an address instead of options', address, 'options_invalid'],
    ['with a short key', { address, signingKey: 'short' }, 'key_too_short'],
    ['with a key of white space', { address, signingKey: ' '.repeat(64) }, 'key_too_short'],
    ['with a key of bytes', { address, signingKey: Buffer.from(signingKey) }, 'key_invalid'],
    [
      'with the address of sign-ins',
      { address: `${address}/auth/sso`, signingKey },
      'address_invalid',
    ],
    [
      'with the same and a slash',
      { address: `${address}/auth/sso/`, signingKey },
      'address_invalid',
    ],
    ['with no address', { signingKey }, 'address_invalid'],
    ['with a path for an address', { address: '/bi', signingKey }, 'address_invalid'],
    ['with a query in the address', { address: `${address}?a`, signingKey }, 'address_invalid'],
    ['with a script for an address', { address: 'javascript:1', signingKey }, 'address_invalid'],
    ['with a back channel and no issuer', { address, signingKey, backChannel }, 'issuer_missing'],
    [
      'with a back channel and no token endpoint',
      { address, signingKey, issuer, backChannel: {} },
      'address_invalid',
    ],
  ])('%s', (_what, options, code) => {
    expect(() => connectDashboard(options as never)).toThrow(expect.objectContaining({ code }));
  });
});

test('the address of sign-ins is refused with what to leave out', () => {
  expect(() => connectDashboard({ address: `${address}/auth/sso`, signingKey })).toThrow(
    'leave out /auth/sso',
  );
});

test('white space at the ends of the key is not part of it', async () => {
  const trimmed = connectDashboard({ address, signingKey, now: () => 0 });
  const fromFile = connectDashboard({ address, signingKey: ` ${signingKey}\r\n`, now: () => 0 });
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(signingKey),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  for (const dashboard of [trimmed, fromFile]) {
    const url = new URL(await dashboard.answerUrl(person, readSignInRequest({})));
    const [header, claims, signature] = url.searchParams.get('jwt')?.split('.') ?? [];
    const text = new TextEncoder().encode(`${header}.${claims}`);
    const bytes = Buffer.from(signature ?? '', 'base64url');
    expect(await crypto.subtle.verify('HMAC', key, bytes, text)).toBe(true);
  }
});

describe('a mistake of the program is refused with what to do', () => {
  const dashboard = connectDashboard({ address, signingKey });
  const request = readSignInRequest({ return_to: '/', state: 's' });
  const query = { return_to: '/', state: 's' };

  test.each<[string, unknown, unknown, string, RegExp]>([
    ['no request', person, undefined, 'request_invalid', /readSignInRequest/],
    ['null for a request', person, null, 'request_invalid', /readSignInRequest/],
    ['the query itself', person, query, 'request_invalid', /not the query/],
    ['an empty query', person, {}, 'request_invalid', /not the query/],
    ['the query of a code request', person, codeQuery, 'request_invalid', /not the query/],
    ['no person', undefined, request, 'person_invalid', /refusalUrl/],
    ['null for a person', null, request, 'person_invalid', /refusalUrl/],
    ['an email for a person', 'rene@example.com', request, 'person_invalid', /\{ id, email/],
    ['first_name', { ...person, first_name: 'X' }, request, 'person_invalid', /firstName/],
    ['last_name', { ...person, last_name: 'X' }, request, 'person_invalid', /lastName/],
    ['name', { ...person, name: 'X' }, request, 'person_invalid', /firstName and lastName/],
    ['sub', { ...person, sub: '1' }, request, 'person_invalid', /id/],
    ['a password', { ...person, password: 'X' }, request, 'person_invalid', /attributes/],
  ])('%s', async (_what, who, asked, code, message) => {
    const answer = dashboard.answerUrl(who as Person, asked as SignInRequest);
    await expect(answer).rejects.toMatchObject({
      ...{ name: 'AuthenticationAppError', code },
      message: expect.stringMatching(message),
    });
  });

  test('a refusal without a request', () => {
    expect(() => dashboard.refusalUrl(undefined as never)).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    );
  });

  test('but a member of a person can be undefined', async () => {
    const who = { ...person, name: undefined } as Person;
    expect(await dashboard.answerUrl(who, request)).toContain('jwt=');
  });
});

describe('a response is refused', () => {
  const withBackChannel = connectDashboard({ address, signingKey, issuer, backChannel });

  test.each([
    ['to a client that is not Dashboard', { client_id: 'other' }, 'client_unknown'],
    [
      'to an address that is not Dashboard’s',
      { redirect_uri: 'https://example.com/bi/auth/sso/' },
      'redirect_uri_unknown',
    ],
    [
      'to an address that only begins like Dashboard’s',
      { redirect_uri: 'https://example.com/bi/auth/sso@evil.example' },
      'redirect_uri_unknown',
    ],
    ['where a token is asked for', { response_type: '' }, 'code_request_missing'],
  ])('%s', async (_what, change, code) => {
    const request = readSignInRequest({ ...codeQuery, ...change });
    await expect(withBackChannel.answerUrl(person, request)).rejects.toMatchObject({ code });
  });

  test('for an invalid person, before a code is issued', async () => {
    const request = readSignInRequest(codeQuery);
    const answer = withBackChannel.answerUrl({ ...person, email: 'x' }, request);
    await expect(answer).rejects.toMatchObject({ code: 'email_invalid' });
  });

  test('with a code if there is no back channel', async () => {
    const dashboard = connectDashboard({ address, signingKey });
    const answer = dashboard.answerUrl(person, readSignInRequest(codeQuery));
    await expect(answer).rejects.toMatchObject({ code: 'back_channel_missing' });
  });
});

describe('the browser is sent', () => {
  const dashboard = connectDashboard({ address, signingKey });

  test('to Dashboard’s own path with the token and the request’s parameters, encoded', async () => {
    const request = readSignInRequest({ return_to: '/bi/question/1?a=1&b=ü', state: 's' });
    const url = new URL(await dashboard.answerUrl(person, request));
    expect(url.origin + url.pathname).toBe('https://example.com/bi/auth/sso');
    expect(url.searchParams.get('return_to')).toBe('/bi/question/1?a=1&b=ü');
    expect(url.searchParams.get('state')).toBe('s');
    expect(url.searchParams.get('jwt')?.split('.')).toHaveLength(3);
  });

  test('with only the token if the person started at the app', async () => {
    const url = new URL(await dashboard.answerUrl(person, readSignInRequest({})));
    expect([...url.searchParams.keys()]).toEqual(['jwt']);
  });

  test('with an error if the app refuses', () => {
    const request = readSignInRequest({ return_to: '/bi/', state: 's' });
    expect(dashboard.refusalUrl(request)).toBe(
      'https://example.com/bi/auth/sso?error=access_denied&return_to=%2Fbi%2F&state=s',
    );
  });

  test('to Dashboard’s start if the person started at an app with a back channel', async () => {
    const withBackChannel = connectDashboard({ address, signingKey, issuer, backChannel });
    const request = readSignInRequest({ return_to: '/bi/question/1' });
    expect(await withBackChannel.answerUrl(person, request)).toBe(
      'https://example.com/bi/auth/sso?return_to=%2Fbi%2Fquestion%2F1',
    );
  });
});

describe('codes in memory', () => {
  const issued = {
    person,
    clientId: 'dashboard',
    redirectUri: codeQuery.redirect_uri,
    codeChallenge: null,
    nonce: null,
  };

  test('are given out once', async () => {
    const codes = createMemoryCodeStore();
    await codes.put('hash', { ...issued, expiresAt: Date.now() + 1000 });
    expect(await codes.take('hash')).toMatchObject({ person });
    expect(await codes.take('hash')).toBeNull();
  });

  test('do not accumulate: expired ones are deleted, and above the limit the oldest', async () => {
    const clock = { now: 0 };
    const codes = createMemoryCodeStore({ now: () => clock.now, limit: 2 });
    await codes.put('a', { ...issued, expiresAt: 10 });
    clock.now = 10;
    for (const hash of ['b', 'c', 'd']) await codes.put(hash, { ...issued, expiresAt: 20 });
    expect(await codes.take('a')).toBeNull();
    expect(await codes.take('b')).toBeNull();
    expect(await codes.take('c')).not.toBeNull();
    expect(await codes.take('d')).not.toBeNull();
  });
});
