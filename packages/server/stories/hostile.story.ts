import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hostileReturnPaths as notOnThisSite } from '../../contract/src/hostile-return-paths.ts';
import { readReturnPathLeniently } from '../../contract/src/return-path.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testSigningKey } from '../src/testing/test-server.ts';

const readByServer = (value: string) => readReturnPathLeniently(value, 'http://localhost:1/');
const hostileReturnPaths = notOnThisSite.filter((value) => readByServer(value) === 'invalid');
/** They can't be read as an address, and name no other origin (F1). */
const unreadableReturnPaths = notOnThisSite.filter((value) => {
  const read = readByServer(value);
  return read !== 'invalid' && read.flaw === 'unreadable';
});

/** The request to `/auth/sso`, and the code that must refuse it. */
type Attack = readonly [code: string, query: string];

const encode = (part: string | Uint8Array) => Buffer.from(part as string).toString('base64url');

function sign(header: string, payload: string | Uint8Array, key = testSigningKey): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

const plain = '{"alg":"HS256","typ":"JWT"}';

function attacks(now: number): Attack[] {
  const iat = Math.floor(now / 1000);
  const person = { email: 'victim@example.com', iat };
  const token = (claims: object) => sign(plain, JSON.stringify({ ...person, ...claims }));
  const good = token({});
  const [h = '', p = '', s = ''] = good.split('.');
  const jwt = (text: string) => `jwt=${encodeURIComponent(text)}`;
  const withHeader = (header: string) => jwt(sign(header, JSON.stringify(person)));
  const withPayload = (payload: string | Uint8Array) => jwt(sign(plain, payload));
  const many = (code: string, queries: readonly string[]): Attack[] =>
    queries.map((query) => [code, query]);

  return [
    ...many('parameter_invalid', [
      `${jwt(good)}&${jwt(good)}`,
      `${jwt(good)}&code=x`,
      `code=x&${jwt(good)}`,
      `${jwt(good)}&error=x`,
      `${jwt(good)}&ticket=x`,
      'code=a&code=b',
      'error=a&error=b',
      'ticket=a&ticket=b',
      'code=a&error=b',
      `${jwt(good)}&state=a&state=b`,
      `${jwt(good)}&jwt=`,
      `${jwt(good)}&return_to=/&redirect=/`,
      'return_to=/&redirect=/',
      'state=x',
      'state=',
      'state=x&return_to=/',
      `state=x&token=${good}`,
      `token=${good}`,
      `JWT=${good}`,
      `id_token=x&return_to=/`,
      `anything=${good}`,
      `${good}=`,
    ]),
    ...many('return_to_invalid', [
      'return_to=/a&return_to=/b',
      `${jwt(good)}&return_to=/a&return_to=/a`,
      `${jwt(good)}&redirect=/a&redirect=/b`,
      'redirect=//evil.test',
      `${jwt(good)}&redirect=https://evil.test`,
      'return_to=/go/%2F%2Fevil',
      `return_to=/go/${encode('//evil.test')}`,
      `${jwt(good)}&return_to=/go/${encode('https://evil.test')}`,
      `return_to=/go/${encode('/go/Lw')}`,
    ]),
    ...hostileReturnPaths.map(
      (value): Attack => [
        'return_to_invalid',
        `${jwt(good)}&return_to=${encodeURIComponent(value)}`,
      ],
    ),
    ...hostileReturnPaths
      .slice(0, 60)
      .map((value): Attack => ['return_to_invalid', `return_to=${encodeURIComponent(value)}`]),
    ...many('code_not_expected', ['code=abc', 'code=abc&state=xyz', 'code=']),
    ...many('ticket_invalid', ['ticket=abc', 'ticket=']),
    ...many('provider_refused', [
      'error=access_denied',
      'error=<script>alert(1)</script>&error_description=<img src=x onerror=alert(1)>',
    ]),
    ...many('token_malformed', [
      'jwt=',
      'jwt=undefined',
      'jwt=null',
      'jwt=test',
      'jwt=..',
      'jwt=...',
      jwt(`${h}.${p}`),
      jwt(`${h}.${p}.`),
      jwt(`.${p}.${s}`),
      jwt(`${h}..${s}`),
      jwt(`${good}.${s}`),
      jwt(`${good}.${s}.${s}`),
      jwt(`${good}=`),
      jwt(`${good}==`),
      jwt(`${good}\n`),
      jwt(` ${good}`),
      jwt(`${good} `),
      jwt(`${h}=.${p}.${s}`),
      jwt(`${h}.${p}.${s.slice(0, 20)} ${s.slice(20)}`),
      jwt(`${h}.${p}.+${s.slice(1)}`),
      jwt(`Bearer ${good}`),
      jwt(`${h}.${p}.${s}\0`),
      jwt(`"${good}"`),
      jwt(JSON.stringify({ protected: h, payload: p, signature: s })),
      jwt(token({ a: 'x'.repeat(8192) })),
      jwt('a'.repeat(20_000)),
      jwt(`${encode('{"alg":"none"}')}.${p}.`),
      jwt(`${h}.${p}.${Buffer.from(s, 'base64url').toString('base64')}`),
      withPayload('null'),
      withPayload('[]'),
      withPayload('"x"'),
      withPayload('1'),
      withPayload(''),
      withPayload(' '),
      withPayload('{'),
      withPayload('{}{}'),
      withPayload('{"a":1,}'),
      withPayload("{'a':1}"),
      withPayload('{"email":"a@example.com","email":"victim@example.com"}'),
      withPayload('{"email":"a@example.com","\\u0065mail":"victim@example.com"}'),
      withPayload('{"x":{"a":1,"a":2}}'),
      withPayload('{"__proto__":1,"__proto__":2}'),
      withPayload(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`),
      withPayload('['.repeat(3000)),
      withPayload(`{"a":${'['.repeat(3000)}`),
      withPayload(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
      withPayload(
        Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(person))]),
      ),
      withPayload(Buffer.from(JSON.stringify(person), 'utf16le')),
      withPayload('{"email":"a\u0000b"}'),
      withPayload('{"iat":Infinity}'),
      withPayload('{"iat":0x10}'),
      withPayload('{"iat":01}'),
      withHeader('x'),
      withHeader('[]'),
      withHeader('null'),
      withHeader('"HS256"'),
      withHeader('{"alg":"HS256","alg":"HS256"}'),
      withHeader('{"alg":"HS256"'),
      withHeader('{"alg":"none","\\u0061lg":"HS256"}'),
    ]),
    ...many('token_algorithm', [
      ...[
        'none',
        'None',
        'NONE',
        'nOnE',
        'HS1',
        'HS384',
        'HS512',
        'RS256',
        'ES256',
        'PS256',
        'EdDSA',
        'A256KW',
        'dir',
        'hs256',
        'Hs256',
        ' HS256',
        'HS256 ',
        'HS256\\u0000',
        '',
      ].map((alg) => withHeader(`{"alg":"${alg}"}`)),
      withHeader('{}'),
      withHeader('{"alg":null}'),
      withHeader('{"alg":["HS256"]}'),
      withHeader('{"alg":{"toString":"HS256"}}'),
      withHeader('{"ALG":"HS256"}'),
      withHeader('{"__proto__":{"alg":"HS256"}}'),
      withHeader('{"alg":"HS256","typ":"JWE"}'),
      withHeader('{"alg":"HS256","typ":"at+jwt"}'),
      withHeader('{"alg":"HS256","typ":"secevent+jwt"}'),
      withHeader('{"alg":"HS256","typ":1}'),
      withHeader('{"alg":"HS256","crit":["exp"]}'),
      withHeader('{"alg":"HS256","b64":false}'),
      withHeader('{"alg":"HS256","zip":"DEF"}'),
      withHeader('{"alg":"HS256","cty":"JWT"}'),
      withHeader('{"alg":"HS256","enc":"A128GCM"}'),
      withHeader('{"alg":"HS256","jwk":{"kty":"oct","k":"YWFh"}}'),
      withHeader('{"alg":"HS256","jku":"http://127.0.0.1:9/keys"}'),
      withHeader('{"alg":"HS256","x5u":"http://127.0.0.1:9/cert"}'),
      withHeader('{"alg":"HS256","x5c":["x"]}'),
    ]),
    ...many('token_signature', [
      jwt(sign(plain, JSON.stringify(person), 'another key that is long enough to be one')),
      jwt(sign(plain, JSON.stringify(person), '')),
      jwt(sign(plain, JSON.stringify(person), 'secret')),
      jwt(sign(plain, JSON.stringify(person), testSigningKey.toUpperCase())),
      jwt(sign(plain, JSON.stringify(person), `${testSigningKey}\n`)),
      jwt(`${h}.${encode(JSON.stringify({ ...person, email: 'admin@example.com' }))}.${s}`),
      jwt(`${h}.${p}.${encode(Buffer.alloc(32))}`),
      jwt(`${h}.${p}.${encode(Buffer.alloc(31))}`),
      jwt(`${h}.${p}.${encode(Buffer.alloc(64))}`),
      jwt(`${h}.${p}.AA`),
      jwt(`${h}.${p}.${p}`),
      jwt(`${encode('{"typ":"JWT","alg":"HS256"}')}.${p}.${s}`),
      jwt(
        `${h}.${p}.${createHmac('sha512', testSigningKey).update(`${h}.${p}`).digest('base64url')}`,
      ),
      jwt(`${h}.${p}.${createHmac('sha256', testSigningKey).update(p).digest('base64url')}`),
    ]),
    ...many('token_expired', [
      jwt(token({ exp: iat - 61 })),
      jwt(token({ exp: 0 })),
      jwt(token({ exp: iat - 3600, iat: undefined })),
    ]),
    ...many('token_not_yet_valid', [
      jwt(token({ nbf: iat + 120 })),
      jwt(token({ iat: iat + 120 })),
      jwt(token({ iat: 2 ** 33 })),
    ]),
    ...many('token_too_old', [
      jwt(token({ iat: iat - 300 })),
      jwt(token({ iat: 0 })),
      jwt(token({ iat: iat - 300, exp: iat + 3600 })),
    ]),
    ...many('token_lifetime_missing', [
      jwt(token({ iat: undefined })),
      jwt(token({ iat: undefined, nbf: iat })),
    ]),
    ...many('token_lifetime_too_long', [
      jwt(token({ iat: undefined, exp: iat + 7200 })),
      jwt(token({ iat: undefined, exp: 2 ** 33 })),
    ]),
    ...many('token_audience', [
      jwt(token({ aud: 'https://other.example' })),
      jwt(token({ aud: [] })),
      jwt(token({ aud: '' })),
      jwt(token({ aud: ['https://other.example', ''] })),
    ]),
    ...many('claim_invalid', [
      ...[now, 'soon', String(iat), null, true, [iat], { iat }, -1, 2 ** 34].map((time) =>
        jwt(token({ iat: time })),
      ),
      ...['x', null, false, [], -5].map((time) => jwt(token({ exp: time }))),
      jwt(token({ nbf: 'x' })),
      withPayload(`{"email":"victim@example.com","iat":1e999}`),
      ...[7, {}, [7], ['a', null]].map((aud) => jwt(token({ aud }))),
      ...[7, {}, ['x'], 'x'.repeat(300)].map((jti) => jwt(token({ jti }))),
      ...[7, true, [], {}, 'x'.repeat(255), 'a\u0000b', 'a\u001bb', '\u009f'].map((name) =>
        jwt(token({ first_name: name })),
      ),
      jwt(token({ last_name: ['x'] })),
      withPayload(`{"email":"victim@example.com","iat":${iat},"last_name":"\\ud800"}`),
      ...[7.5, 2 ** 60, true, [], {}, 'x'.repeat(256), 'a\u0000'].map((sub) => jwt(token({ sub }))),
      ...[7, true, {}, [7], [null], [['Administrators']], ['a', {}]].map((groups) =>
        jwt(token({ groups })),
      ),
      jwt(
        token(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, index]))),
      ),
    ]),
    ...many('email_missing', [
      jwt(token({ email: undefined })),
      jwt(token({ email: null })),
      jwt(token({ email: '' })),
      jwt(token({ email: undefined, Email: 'victim@example.com' })),
      withPayload(`{"__proto__":{"email":"victim@example.com"},"iat":${iat}}`),
    ]),
    ...many(
      'email_invalid',
      [
        7,
        true,
        {},
        [],
        ['victim@example.com'],
        { '0': 'v' },
        'victim',
        'victim@',
        '@example.com',
        'victim@@example.com',
        'victim@example.com ',
        ' victim@example.com',
        'victim@example.com\n',
        'victim@example.com\u0000',
        'victim@example.com,admin@example.com',
        'victim@example.com;admin@example.com',
        'Victim <victim@example.com>',
        '"victim"@example.com',
        'victim@[127.0.0.1]',
        'victim@exa mple.com',
        'vıctim@example.com',
        'victim@exämple.com',
        'victim@example。com',
        '\u202evictim@example.com',
        'vic\u200btim@example.com',
        `${'a'.repeat(250)}@example.com`,
        'victim@-example.com',
        'victim@example..com',
        '.victim@example.com',
        'vic..tim@example.com',
        'mailto:victim@example.com',
        "victim@example.com'--",
        'victim@example.com/../admin',
      ].map((email) => jwt(token({ email }))),
    ),
    ...many(
      'email_unverified',
      [false, 'false', 'FALSE', 0, 'no', '', [], {}].map((email_verified) =>
        jwt(token({ email_verified })),
      ),
    ),
  ];
}

async function contents({ database }: TestServer) {
  const count = async (
    table: 'accounts' | 'sessions' | 'group_members' | 'settings' | 'key_uses' | 'groups',
  ) => (await database.read.selectFrom(table).selectAll().execute()).length;
  return {
    accounts: await count('accounts'),
    sessions: await count('sessions'),
    members: await count('group_members'),
    groups: await count('groups'),
    settings: await count('settings'),
    keyUses: await count('key_uses'),
  };
}

describe.each(databaseKinds)('F1, F9: hostile sign-ins, on %s', (kind) => {
  test('F1 to F9 are refused, each with its code, a row in the log and no other effect', {
    timeout: 120_000,
  }, async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
    const before = await contents(server);
    const all = attacks(server.clock.now);
    expect(all.length).toBeGreaterThan(450);
    const wrong: string[] = [];
    const answered = new Map<string | null, string | null>();
    for (const [expected, query] of all) {
      const browser = newBrowser(server.siteAddress);
      const answer = await browser.get(`auth/sso?${query}`, { accept: 'application/json' });
      const { code, reference } =
        answer.status >= 400
          ? (await answer.json()).error
          : { code: answer.headers.get('location'), reference: null };
      answered.set(reference, code);
      if (code !== expected || answer.headers.getSetCookie().length > 0)
        wrong.push(`${expected}, not ${code}: ${query.slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
    expect(await contents(server)).toEqual(before);
    // Refusals before a valid signature are written after the response.
    const rows = () => server.database.read.selectFrom('sign_ins').selectAll().execute();
    await expect.poll(async () => (await rows()).length).toBe(all.length);
    expect(new Map((await rows()).map((row) => [row.reference, row.code]))).toEqual(answered);
    expect(await server.database.read.selectFrom('used_tokens').selectAll().execute()).toEqual([]);
    // The log has names of parameters, and never a token.
    const details = (await rows()).map(({ detail }) => detail ?? '');
    expect(details.filter((detail) => detail.includes('“token”')).length).toBeGreaterThan(0);
    expect(JSON.stringify(details)).not.toContain('eyJ');
    expect(Math.max(...details.map(({ length }) => length))).toBeLessThan(700);
  });

  test('F1 an address that cannot be read leads to the attempt’s page or the home page, and the log says so', async () => {
    const server = await startTestServer(kind);
    const values = ['question/1', '%2Fquestion%2F1', '/question/%zz', ...unreadableReturnPaths];
    for (const value of values) {
      const browser = newBrowser(server.siteAddress);
      const start = await browser.get('auth/sso?return_to=/question/3');
      const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
      for (const [parameters, target] of [
        [{ return_to: value }, '/'],
        [{ return_to: value, state }, '/question/3'],
      ] as const) {
        const email = newEmail();
        const caller = 'state' in parameters ? browser : newBrowser(server.siteAddress);
        const token = await makeToken(server.clock, { email });
        const answer = await caller.get(answerPath(token, parameters));
        expect([value, answer.headers.get('location')]).toEqual([value, target]);
        const { detail } = await server.database.read
          .selectFrom('sign_ins')
          .where('email', '=', email)
          .select('detail')
          .executeTakeFirstOrThrow();
        expect(detail).toContain('“return_to” could not be read');
      }
    }
  });

  test('S1 an address that is too long loses its query', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const long = `/question/1?x=${'a'.repeat(3000)}`;
    const start = await browser.get(`auth/sso?return_to=${encodeURIComponent(long)}`);
    const sent = new URL(start.headers.get('location') ?? '').searchParams;
    expect(sent.get('return_to')).toBe('/question/1');
    const token = await makeToken(server.clock);
    const answer = await browser.get(answerPath(token, { return_to: long }));
    expect(answer.headers.get('location')).toBe('/question/1');
  });

  test('that arrive in unusual ways have no effect', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const token = await makeToken(server.clock);
    const statuses = async (paths: readonly string[]) =>
      Promise.all(paths.map(async (path) => (await browser.get(path)).status));
    for (const path of [
      `/auth//sso?jwt=${token}`,
      `/AUTH/SSO?jwt=${token}`,
      `/auth/sso/x?jwt=${token}`,
      `/auth/%73so/..;/?jwt=${token}`,
    ]) {
      const answer = await fetch(new URL(path, server.siteAddress), { redirect: 'manual' });
      expect(
        answer.headers.getSetCookie().filter((cookie) => cookie.includes('dashboard_session')),
      ).toEqual([]);
    }
    expect(await statuses([`api/session?jwt=${token}`, `api/session?auth_token=${token}`])).toEqual(
      [401, 401],
    );
    expect((await browser.get('api/session', { authorization: `Bearer ${token}` })).status).toBe(
      401,
    );
    const posted = await fetch(new URL('auth/sso', server.siteAddress), {
      method: 'POST',
      body: JSON.stringify({ jwt: token }),
      headers: { 'content-type': 'application/json' },
      redirect: 'manual',
    });
    expect(posted.status).toBeGreaterThanOrEqual(400);
    expect(await server.database.read.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });

  test('F10 leave no token, key or cookie in the log', async () => {
    const server = await startTestServer(kind);
    const token = await makeToken(server.clock, { aud: 'other' });
    const browser = newBrowser(server.siteAddress);
    await browser.get(`auth/sso?jwt=${token}`);
    const rows = JSON.stringify(
      await server.database.read.selectFrom('sign_ins').selectAll().execute(),
    );
    for (const part of [...token.split('.'), testSigningKey]) expect(rows).not.toContain(part);
    expect(rows).toContain('token_audience');
  });
});
