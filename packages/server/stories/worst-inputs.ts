import { createHmac } from 'node:crypto';
import { testSigningKey } from '../src/testing/test-server.ts';

/** One request as it is sent. */
export interface WorstInput {
  readonly name: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Creates another one of the same kind, if the same one would be refused the second time. */
  readonly renew?: () => WorstInput;
}

/** The maximum size of a request's headers, less those that the client adds itself. */
const headerSize = 62 * 1024;
const bodySizes = [64 * 1024, 256 * 1024];

/** Repeats a text up to a size; given a function, each repetition differs. */
function fill(size: number, part: string | ((index: number) => string)): string {
  if (typeof part === 'string') return part.repeat(Math.floor(size / part.length));
  const parts: string[] = [];
  for (let length = 0, index = 0; ; index += 1) {
    const next = part(index);
    length += next.length;
    if (length > size) return parts.join('');
    parts.push(next);
  }
}

const shortName = (index: number) => (index + 1296).toString(36);
const base64url = (text: string) => Buffer.from(text).toString('base64url');

type Headers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Read from every request, on any route: values that are wide, long or repeated. */
const commonHeaders: Headers = {
  'many cookies': { cookie: fill(headerSize, (index) => `${shortName(index)}=1;`) },
  'cookies without values': { cookie: fill(headerSize, 'a;') },
  'cookies of blanks': { cookie: fill(headerSize, ' \t') },
  'cookies of equals signs': { cookie: fill(headerSize, '=') },
  'cookies of escapes': { cookie: `a=${fill(headerSize - 2, '%41')}` },
  'broken escapes in cookies': { cookie: fill(headerSize, (index) => `${shortName(index)}=%;`) },
  'many session cookies': {
    cookie: fill(headerSize, (index) => `dashboard_session=${String(index).padStart(43, 'a')}; `),
  },
  'many sign-in attempts': {
    cookie: fill(
      headerSize,
      (index) => `dashboard_attempt_${String(index).padStart(12, 'a')}=${'A'.repeat(40)}; `,
    ),
  },
  'one long sign-in attempt': { cookie: `dashboard_attempt_aaaaaaaaaaaa=${fill(60_000, 'A')}` },
  'one long browser cookie': {
    cookie: `dashboard_browser=${fill(30_000, 'A')}; dashboard_confirm=${fill(30_000, 'A')}`,
  },
  'X-Forwarded-For of trusted addresses': {
    'x-forwarded-for': `${fill(headerSize - 20, '127.0.0.1,')}127.0.0.1`,
  },
};

/** Read by some routes; sent to one route of each kind. */
const furtherHeaders: Headers = {
  'Accept of many types': { accept: fill(headerSize, 'application/json;q=0.1,') },
  'Accept of blanks': { accept: `a${fill(headerSize - 2, ' ')}b` },
  'Authorization of blanks': { authorization: `Bearer${fill(headerSize - 20, ' ')}x` },
  'Authorization of a long token': { authorization: `Bearer dashboard_${fill(60_000, 'a')}` },
  'If-Match of many tags': { 'if-match': fill(headerSize, '"a" ,') },
  'If-Match of blanks': { 'if-match': `"a"${fill(headerSize - 8, ' ')}x` },
  'If-None-Match of many tags': { 'if-none-match': fill(headerSize, 'W/"a",') },
  'If-None-Match of blanks': { 'if-none-match': `"a"${fill(headerSize - 8, ' ')}x` },
  'Range of many ranges': { range: `bytes=${fill(headerSize - 10, '0-1,')}0-1` },
  'If-Range of a long text': { 'if-range': fill(headerSize, '"'), range: 'bytes=0-1' },
  'If-Modified-Since of brackets': { 'if-modified-since': fill(headerSize, '(') },
  'X-Forwarded-For of commas': { 'x-forwarded-for': fill(headerSize, ',') },
  'X-Forwarded-For of a long address': { 'x-forwarded-for': fill(headerSize, 'a:') },
  'X-Forwarded-Host of commas': { 'x-forwarded-host': fill(headerSize, ',') },
  'Forwarded of many hops': { forwarded: fill(headerSize, 'for=1,') },
  'Origin of a long text': { origin: `https://${fill(60_000, 'a.')}` },
  'User-Agent of a long text': { 'user-agent': fill(headerSize, 'a') },
  'Accept-Encoding of many': { 'accept-encoding': fill(headerSize, 'gzip;q=0,') },
  'Content-Type of many parameters': {
    'content-type': `application/json${fill(headerSize - 20, ';a=b')}`,
  },
  'Content-Type of a broken parameter': {
    'content-type': `application/json;a="${fill(headerSize - 40, '\\"')}`,
  },
  'Content-Type of blanks': { 'content-type': `application/json${fill(headerSize - 20, ' ;')}x` },
};

/** Query strings for an address that has any. */
const queries: Readonly<Record<string, string>> = {
  'a query of many names': fill(headerSize, (index) => `${shortName(index)}&`),
  'a query of one name': fill(headerSize, 'a&'),
  'a query of escapes': `a=${fill(headerSize - 2, '%41')}`,
  'a query of broken escapes': `a=${fill(headerSize - 2, '%')}`,
  'a query of equals signs': fill(headerSize, '='),
  'a query of plus signs': `a=${fill(headerSize - 2, '+')}`,
  'a query of NULs': fill(headerSize, '%00'),
};

/** JSON texts that cost the most to read, of a size each. */
function jsonTexts(size: number): Readonly<Record<string, string>> {
  const nested = `${'['.repeat(4_000)}${']'.repeat(4_000)},`;
  const inner = size - 100;
  return {
    'JSON of deep arrays, again and again': `{"email":[${fill(inner, nested)}1],"password":1}`,
    'JSON of one deep array': `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`,
    'JSON of deep objects': `${fill(inner / 2, '{"":')}1${fill(inner / 8, '}')}`,
    'JSON of open brackets': '['.repeat(size),
    'JSON of many unknown members': `{${fill(inner, (i) => `"${shortName(i)}":1,`)}"x":1}`,
    'JSON of one member, again and again': `{${fill(inner, '"a":1,')}"a":1}`,
    'JSON of a wrong list': `{"email":[${fill(inner, '1,')}1]}`,
    'JSON of many objects': `{"email":[${fill(inner, '{},')}1]}`,
    'JSON of a long text': `{"email":"${fill(inner, 'a@')}","password":"${'x'.repeat(40)}"}`,
    'JSON of escapes': `{"email":"${fill(inner, '\\u0041')}"}`,
    'JSON of NULs': `{"email":"${fill(inner, '\\u0000')}"}`,
    'JSON of names with NULs': `{${fill(inner, (i) => `"\\u0000${i}":1,`)}"x":1}`,
    'JSON of an unclosed text': `{"a":"${fill(inner, '\\"')}`,
    'JSON of a long number': `{"email":${fill(inner, '9')}}`,
    'JSON of a long fraction': `{"email":0.${fill(inner, '1')}e-1}`,
    'JSON of blanks': `${fill(inner, ' \n')}{`,
    'JSON of prototypes': `{"email":[${fill(inner, '{"__proto__x":{}},')}{"constructor":1}]}`,
    'JSON of broken prototypes': `{"email":"${fill(inner, '\\"__proto__\\" ')}"`,
  };
}

/** Form bodies that cost the most to read. */
function formTexts(size: number): Readonly<Record<string, string>> {
  return {
    'a form of many names': fill(size, (index) => `${shortName(index)}&`),
    'a form of one name': fill(size, 'jwt&'),
    'a form of separators': fill(size, '&'),
    'a form of equals signs': fill(size, '='),
    'a form of escapes': `state=${fill(size - 10, '%41')}`,
    'a form of broken escapes': `state=${fill(size - 10, '%')}`,
    'a form of plus signs': `jwt=${fill(size - 10, '+')}`,
  };
}

/** Login tokens that cost the most to read before their signature is known to be wrong. */
function tokens(size: number): Readonly<Record<string, string>> {
  const header = base64url('{"alg":"HS256"}');
  const inner = Math.floor(((size - header.length - 10) * 3) / 4);
  const payloads = {
    'an unclosed text': `{"a":"${fill(inner - 10, '\\"')}`,
    'an unclosed text that ends in a backslash': `{"a":"${fill(inner - 10, '\\"')}\\`,
    'open brackets': `{"a":${fill(inner - 10, '[')}`,
    'deep objects': fill(inner, '{"a":'),
    'many names': `{${fill(inner - 10, (i) => `"${shortName(i)}":1,`)}"x":1}`,
    'many escaped names': `{${fill(inner - 10, (i) => `"\\u0041${i}":1,`)}"x":1}`,
    separators: fill(inner, ':'),
    quotes: fill(inner, '"'),
    'a long number': `{"exp":${fill(inner - 10, '9')}}`,
    'a long list': `{"groups":[${fill(inner - 20, '"",')}""]}`,
  };
  return {
    ...Object.fromEntries(
      Object.entries(payloads).map(([name, payload]) => [
        `a token of ${name}`,
        `${header}.${base64url(payload)}.AAAA`,
      ]),
    ),
    'a token with a header of an unclosed text': `${base64url(`{"a":"${fill(inner - 10, '\\"')}`)}.e30.AAAA`,
    'a token of dots': fill(size, '.'),
    'a token of one letter': `${fill(size - 4, 'A')}.A.A`,
    'a token of wrong letters': `${fill(size - 10, 'A')}!.AAAA.AAAA`,
  };
}

let signedCount = 0;

/** A well-signed token of up to `size` characters; `fillClaims` returns the claims that fill it. */
function signedToken(
  size: number,
  secondsOld: number,
  fillClaims: (bytes: number) => Readonly<Record<string, unknown>>,
): string {
  signedCount += 1;
  const iat = Math.floor(Date.now() / 1000) - secondsOld;
  const jti = `worst input ${signedCount}`;
  const own = { email: `worst-input-${signedCount}@example.com`, iat, exp: iat + 60, jti };
  const header = base64url('{"alg":"HS256"}');
  const bytes = Math.floor(((size - header.length - 45) * 3) / 4) - JSON.stringify(own).length;
  const signed = `${header}.${base64url(JSON.stringify({ ...own, ...fillClaims(bytes - 20) }))}`;
  return `${signed}.${createHmac('sha256', testSigningKey).update(signed).digest('base64url')}`;
}

/** The most expensive tokens with a valid signature. */
const claimsThatFill: Readonly<
  Record<string, (bytes: number) => Readonly<Record<string, unknown>>>
> = {
  'the most groups': (bytes) => ({
    groups: Array.from({ length: Math.floor(bytes / 6) }, (_, index) => shortName(index)),
  }),
  'the longest 100 attributes': (bytes) =>
    Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        shortName(i),
        'x'.repeat(Math.floor(bytes / 100) - 9),
      ]),
    ),
  'the most attributes': (bytes) =>
    Object.fromEntries(
      Array.from({ length: Math.floor(bytes / 8) }, (_, index) => [shortName(index), 1]),
    ),
};

/** Requests with well-signed tokens, each with a different one: a token works once. */
function signedInputs(
  size: number,
  send: (token: string) => Pick<WorstInput, 'path' | 'headers' | 'body'>,
): WorstInput[] {
  return Object.entries({ good: 0, expired: 3_600 }).flatMap(([kind, secondsOld]) =>
    Object.entries(claimsThatFill).map(([filling, fillClaims]) => {
      const name = `a ${kind} token with ${filling}, ${size / 1024} KiB`;
      const renew = (): WorstInput => {
        const request = send(signedToken(size, secondsOld, fillClaims));
        return { name, ...request, renew };
      };
      return renew();
    }),
  );
}

/** Return addresses that cost the most to read. */
const returnPaths: Readonly<Record<string, string>> = {
  'a return path of dots': fill(20_000, '/..'),
  'a return path of folders and dots': fill(20_000, '/a/..'),
  'a return path of slashes': fill(60_000, '/'),
  'a return path of escapes': `/${fill(18_000, '%25')}`,
  'a return path of broken escapes': `/${fill(18_000, '%')}`,
  'a return address of a long host': `http://${fill(60_000, 'a.')}`,
  'a return address of an encoded host': `http://xn--${fill(60_000, 'a')}.test`,
  'a return address of many encoded hosts': `http://${fill(60_000, 'xn--a-ecp.')}test`,
  'a return address of many numbers': `http://${fill(60_000, '1.')}1`,
  'a return address of a wrong IPv6': `http://[${fill(60_000, '1:')}]`,
  'a return path of handles': `/go/${base64url(fill(30_000, '/go/'))}`,
  'a return path of blanks': `/${fill(18_000, ' ')}x`,
};

/** Input of a route besides its path and its body. */
type Reads = 'common headers' | 'all headers';

function withHeaders(path: string, reads: Reads): WorstInput[] {
  const headers = { ...commonHeaders, ...(reads === 'all headers' && furtherHeaders) };
  return Object.entries(headers).map(([name, given]) => ({ name, path, headers: given }));
}

function get(path: string, reads: Reads = 'common headers'): WorstInput[] {
  return [
    ...withHeaders(path, reads),
    ...Object.entries(queries).map(([name, query]) => ({ name, path: `${path}?${query}` })),
  ];
}

/** A route whose last part anyone can choose. */
function getBelow(path: string, reads: Reads = 'common headers'): WorstInput[] {
  return [
    ...get(`${path}x`, reads),
    ...Object.entries({
      'a path of slashes': fill(60_000, '/'),
      'a path of dots': fill(60_000, '../'),
      'a path of escaped dots': fill(60_000, '..%2f'),
      'a path of escapes': fill(60_000, '%41'),
      'a path of broken escapes': fill(60_000, '%'),
      'a path of NULs': fill(60_000, '%00'),
      'a path of file endings': fill(60_000, '/README.md'),
      'a long path': fill(60_000, 'a'),
      'a path of 8 KiB': fill(8_000, 'a'),
      'a handle of handles': base64url(fill(6_000, '/go/')),
    }).map(([name, rest]) => ({ name, path: path + rest })),
  ];
}

function postJson(path: string, reads: Reads = 'common headers', member?: 'jwt'): WorstInput[] {
  const json = { 'content-type': 'application/json' };
  return [
    ...withHeaders(path, reads).map((input) => ({
      ...{ ...input, headers: { ...json, ...input.headers }, body: '{}' },
    })),
    ...bodySizes.flatMap((size) =>
      Object.entries(jsonTexts(size)).map(([name, body]) => ({
        ...{ name: `${name}, ${size / 1024} KiB`, path, headers: json, body },
      })),
    ),
    ...(member === undefined
      ? []
      : [
          ...Object.entries(tokens(32 * 1024)).map(([name, token]) => ({
            ...{ name, path, headers: json, body: JSON.stringify({ [member]: token }) },
          })),
          ...signedInputs(32 * 1024, (token) => ({
            ...{ path, headers: json, body: JSON.stringify({ [member]: token }) },
          })),
        ]),
  ];
}

function postForm(path: string, reads: Reads = 'common headers'): WorstInput[] {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return [
    ...withHeaders(path, reads).map((input) => ({
      ...{ ...input, headers: { ...form, ...input.headers }, body: 'a=b' },
    })),
    ...[1024, ...bodySizes].flatMap((size) =>
      Object.entries(formTexts(size)).map(([name, body]) => ({
        ...{ name: `${name}, ${size / 1024} KiB`, path, headers: form, body },
      })),
    ),
  ];
}

function signIn(path: string, reads: Reads = 'common headers'): WorstInput[] {
  return [
    ...get(path, reads),
    ...[...Object.entries(tokens(8 * 1024)), ...Object.entries(tokens(60 * 1024))].map(
      ([name, token]) => ({ name, path: `${path}?jwt=${token}` }),
    ),
    ...signedInputs(8 * 1024, (token) => ({ path: `${path}?jwt=${token}` })),
    ...Object.entries(returnPaths).map(([name, returnTo]) => ({
      ...{ name, path: `${path}?return_to=${encodeURIComponent(returnTo).slice(0, headerSize)}` },
    })),
    ...['jwt', 'code', 'state', 'error', 'ticket', 'return_to', 'redirect'].map((parameter) => ({
      name: `${parameter} again and again`,
      path: `${path}?${fill(60_000, `${parameter}=/&`)}`,
    })),
    ...['code', 'state', 'error', 'ticket'].map((parameter) => ({
      name: `a long ${parameter}`,
      path: `${path}?${parameter}=${fill(60_000, 'a')}`,
    })),
  ];
}

function postSignIn(path: string): WorstInput[] {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return [
    ...postForm(path, 'all headers'),
    ...Object.entries(tokens(32 * 1024)).map(([name, token]) => ({
      ...{ name, path, headers, body: `jwt=${token}` },
    })),
    ...signedInputs(32 * 1024, (token) => ({ path, headers, body: `jwt=${token}` })),
    ...Object.entries(returnPaths).map(([name, returnTo]) => ({
      ...{
        name,
        path,
        headers,
        body: new URLSearchParams({ jwt: 'x', return_to: returnTo }).toString(),
      },
    })),
  ];
}

/**
 * Every route that a stranger reaches, with its most expensive inputs. One that isn't here fails
 * the story.
 */
export const worstInputs: Readonly<Record<string, readonly WorstInput[]>> = {
  'GET /api/health': get('/api/health'),
  'GET /api/ready': get('/api/ready'),
  'GET /api/properties': get('/api/properties'),
  'GET /api/docs': get('/api/docs'),
  'GET /api/openapi.json': get('/api/openapi.json', 'all headers'),
  'POST /api/setup': postJson('/api/setup'),
  'POST /api/session': postJson('/api/session', 'all headers'),
  'POST /api/session/jwt': postJson('/api/session/jwt', 'common headers', 'jwt'),
  'GET /auth/sso': signIn('/auth/sso', 'all headers'),
  'GET /auth/sso/': signIn('/auth/sso/'),
  'POST /auth/sso': postSignIn('/auth/sso'),
  'GET /auth/confirm': get('/auth/confirm'),
  'POST /auth/confirm': postForm('/auth/confirm'),
  'GET /auth/login': get('/auth/login'),
  'POST /auth/logout': postForm('/auth/logout'),
  'GET /auth/signed-out': get('/auth/signed-out'),
  'GET /setup': get('/setup'),
  'GET /color-scheme.js': get('/color-scheme.js'),
  'GET /favicon.svg': get('/favicon.svg', 'all headers'),
  'GET /assets/*': getBelow('/assets/'),
  'GET /docs': get('/docs'),
  'GET /docs/': get('/docs/'),
  'GET /docs/*': getBelow('/docs/'),
  'GET /docs/api-reference.css': get('/docs/api-reference.css'),
  'GET /docs/api-reference.js': get('/docs/api-reference.js'),
  'GET /docs/search.js': get('/docs/search.js'),
  'GET /docs/search.json': get('/docs/search.json'),
  'GET /docs/style.css': get('/docs/style.css'),
  'GET /downloads/:file': getBelow('/downloads/'),
  'GET /downloads/authentication-app.tgz': get('/downloads/authentication-app.tgz', 'all headers'),
  'GET /go/:handle': getBelow('/go/'),
  'GET /*': [...getBelow('/', 'all headers'), ...getBelow('/question/')],
  'OPTIONS /api/questions': get('/api/questions'),
  'OPTIONS /api/questions/:id': get('/api/questions/1'),
  'OPTIONS /api/questions/:id/run': get('/api/questions/1/run'),
  'OPTIONS /api/session': get('/api/session'),
  'OPTIONS /api/session/jwt': get('/api/session/jwt'),
};
