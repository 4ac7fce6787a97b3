import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importSigningKey, signLoginToken, TokenRefused, verifyLoginToken } from './index.ts';
import type { TokenTrust } from './verify-login-token.ts';

const text = 'a signing key for these tests, long enough';
const key = await importSigningKey(text);
const now = 1_767_225_600_000;
const seconds = now / 1000;
const trust: TokenTrust = {
  keys: [key],
  issuer: null,
  audience: null,
  ownAudiences: ['https://site.example/', 'https://site.example'],
  maxAgeSeconds: 180,
};
const good = { email: 'person@example.com', iat: seconds };

const encode = (part: string | Uint8Array) => Buffer.from(part as string).toString('base64url');
/** A token of any text, with a valid signature. */
function signRaw(
  header: string | Uint8Array,
  payload: string | Uint8Array,
  signingKey = text,
): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', signingKey).update(signed).digest('base64url')}`;
}
const header = '{"alg":"HS256","typ":"JWT"}';
const payload = JSON.stringify(good);
const signed = (claims: object) => signRaw(header, JSON.stringify(claims));

async function codeOf(token: string, with_: Partial<TokenTrust> = {}, at = now): Promise<string> {
  try {
    await verifyLoginToken(token, { ...trust, ...with_ }, at);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    return error.code;
  }
}

describe('the text of a token (F2)', () => {
  const [h, p, s] = signRaw(header, payload).split('.') as [string, string, string];
  const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(payload)]);
  test.each([
    ['nothing', ''],
    ['one part', h],
    ['two parts', `${h}.${p}`],
    ['four parts', `${h}.${p}.${s}.${s}`],
    ['five parts, as encryption has', `${h}.${p}.${s}.${s}.${s}`],
    ['an empty header', `.${p}.${s}`],
    ['an empty payload', `${h}..${s}`],
    ['an empty signature', `${h}.${p}.`],
    ['padding', `${h}.${p}.${s}=`],
    ['a line feed at the end', `${h}.${p}.${s}\n`],
    ['a blank in front', ` ${h}.${p}.${s}`],
    ['a blank inside', `${h}.${p.slice(0, 4)} ${p.slice(4)}.${s}`],
    ['plain base64', `${h}.${p}.${s.slice(0, -1)}+`],
    ['another slash', `${h}.${p}/.${s}`],
    ['letters beyond ASCII', `${h}.${p}é.${s}`],
    ['NUL', `${h}.${p}\0.${s}`],
    ['JSON serialization', JSON.stringify({ protected: h, payload: p, signature: s })],
    ['too much of it', signed({ ...good, a: 'x'.repeat(8192) })],
    ['a header that is no JSON', signRaw('alg', payload)],
    ['a header that is a list', signRaw('["HS256"]', payload)],
    ['a header that is null', signRaw('null', payload)],
    ['a header with a comma too many', signRaw('{"alg":"HS256",}', payload)],
    ['two objects', signRaw(header, `${payload}${payload}`)],
    ['text behind the object', signRaw(header, `${payload}x`)],
    ['a payload that is a text', signRaw(header, '"person@example.com"')],
    ['a payload that is a list', signRaw(header, `[${payload}]`)],
    ['a payload that is a number', signRaw(header, '7')],
    ['an empty payload object that is not one', signRaw(header, ' ')],
    [
      'bytes that are no UTF-8',
      signRaw(header, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
    ],
    [
      'overlong UTF-8',
      signRaw(header, Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])),
    ],
    ['a byte-order mark', signRaw(header, bom)],
    [
      'a byte-order mark in the header',
      signRaw(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(header)]), payload),
    ],
    ['a name twice', signRaw(header, '{"email":"a@example.com","email":"b@example.com","iat":1}')],
    [
      'a name twice, once escaped',
      signRaw(header, '{"email":"a@example.com","\\u0065mail":"b@example.com"}'),
    ],
    ['a name twice in the header', signRaw('{"alg":"HS256","alg":"HS256"}', payload)],
    ['a name twice deep inside', signRaw(header, '{"a":[{"b":{"c":1,"c":2}}]}')],
    ['__proto__ twice', signRaw(header, '{"__proto__":1,"__proto__":2}')],
    ['nesting of 33', signRaw(header, `{"a":${'['.repeat(32)}${']'.repeat(32)}}`)],
    ['nesting without end', signRaw(header, `{"a":${'['.repeat(4000)}`)],
    ['an escape that is none', signRaw(header, '{"\\x61":1}')],
    ['a control character in a text', signRaw(header, '{"a":"\u0001"}')],
    ['a comment', signRaw(header, '{"a":1/*,"b":2*/}')],
    ['single quotes', signRaw(header, "{'a':1}")],
    ['NaN', signRaw(header, '{"iat":NaN}')],
    ['a name that is no text', signRaw(header, '{1:1}')],
    ['a colon in a list', signRaw(header, '["a":1]')],
    ['a colon alone', signRaw(header, ':')],
  ])('is refused with %s', async (_what, token) => {
    expect(await codeOf(token)).toBe('token_malformed');
  });

  test('is refused if the last letter has unused bits that are not zero', async () => {
    // 43 letters hold 258 bits. Two of them are unused, and only one of four last letters has them
    // zero.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(s.at(-1) ?? '');
    for (const bits of [1, 2, 3])
      expect(await codeOf(`${h}.${p}.${s.slice(0, -1)}${alphabet[last + bits]}`)).toBe(
        'token_malformed',
      );
  });

  test('can have 32 KiB if the caller allows it', async () => {
    const long = signed({ ...good, a: 'x'.repeat(8192) });
    await expect(verifyLoginToken(long, trust, now, { maxLength: 32_768 })).resolves.toBeDefined();
  });

  test('can nest 32 deep, be pretty-printed and use the same name in different objects', async () => {
    expect(
      await codeOf(signRaw(header, `{"iat":${seconds},"a":${'['.repeat(31)}${']'.repeat(31)}}`)),
    ).toBe('accepted');
    expect(
      await codeOf(
        signRaw(
          header,
          JSON.stringify({ ...good, a: { email: 1 }, b: [{ c: 1 }, { c: 2 }] }, null, 2),
        ),
      ),
    ).toBe('accepted');
  });
});

describe('the header (F3)', () => {
  test.each([
    '{"alg":"none"}',
    '{"alg":"None"}',
    '{"alg":"hs256"}',
    '{"alg":"HS256 "}',
    '{"alg":"HS384"}',
    '{"alg":"HS512"}',
    '{"alg":"RS256"}',
    '{"alg":""}',
    '{"alg":null}',
    '{"alg":["HS256"]}',
    '{"alg":1}',
    '{}',
    '{"typ":"JWT"}',
    '{"ALG":"HS256"}',
    '{"__proto__":{"alg":"HS256"}}',
    '{"alg":"HS256","typ":"at+jwt"}',
    '{"alg":"HS256","typ":"JWE"}',
    '{"alg":"HS256","typ":7}',
    '{"alg":"HS256","typ":null}',
    '{"alg":"HS256","crit":["exp"]}',
    '{"alg":"HS256","crit":[]}',
    '{"alg":"HS256","b64":false,"crit":["b64"]}',
    '{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}',
    '{"alg":"HS256","jku":"https://example.com/keys"}',
    '{"alg":"HS256","x5u":"https://example.com/cert"}',
    '{"alg":"HS256","x5c":["AA"]}',
    '{"alg":"HS256","cty":"JWT"}',
    '{"alg":"HS256","zip":"DEF"}',
    '{"alg":"HS256","enc":"A256GCM"}',
    '{"alg":"HS256","b64":true}',
    '{"alg":"HS256","b64":null}',
    '{"alg":"HS256","jwk":null}',
    '{"alg":"HS256","x5u":""}',
  ])('refuses %s', async (raw) => {
    expect(await codeOf(signRaw(raw, payload))).toBe('token_algorithm');
  });

  test.each([
    '{"alg":"HS256"}',
    '{"typ":"jwt","alg":"HS256"}',
    '{"alg":"HS256","kid":"../../etc/passwd"}',
    '{ "alg" : "HS256" }',
    '{"alg":"HS256","kid":7}',
    '{"alg":"HS256","kid":null}',
    '{"alg":"HS256","type":"JWT"}',
    '{"alg":"HS256","cat":"cl_B7d4PD111AAA"}',
    '{"alg":"HS256","x5t":"AA","x5t#S256":"AA"}',
    '{"alg":"HS256","iat":1}',
    '{"alg":"HS256","__proto__":{"crit":["exp"]}}',
  ])('accepts %s', async (raw) => {
    expect(await codeOf(signRaw(raw, payload))).toBe('accepted');
  });

  test.each([
    ['{"alg":"HS512"}', 'The header has "alg": "HS512". It must be "HS256".'],
    [
      '{"alg":"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"}',
      'The header has "alg": "http://www.w3.org/2001/04/xmldsig-more#h…". It must be "HS256".',
    ],
    ['{"alg":"a\\u0000\\u202eb"}', 'The header has "alg": "a??b". It must be "HS256".'],
    ['{"alg":null}', 'The header has an "alg" that is not a string. It must be "HS256".'],
    ['{}', 'The header has no "alg". It must be "HS256".'],
    [
      '{"alg":"HS256","typ":"at+jwt"}',
      'The header has "typ": "at+jwt". It must be "JWT" or absent.',
    ],
    ['{"alg":"HS256","typ":7}', 'The header has a "typ" that is not a string.'],
    ['{"alg":"HS256","zip":"DEF"}', 'The header has the member "zip", which is not supported.'],
    [
      '{"alg":"HS256","jwk":{},"crit":["exp"]}',
      'The header has the members "crit" and "jwk", which are not supported.',
    ],
  ])('names what it saw in %s', async (raw, detail) => {
    const refusal = await verifyLoginToken(signRaw(raw, payload), trust, now).catch(
      (error) => error,
    );
    expect(refusal).toMatchObject({ check: 'F3', detail: expect.stringContaining(detail) });
  });
});

describe('the signature (F4)', () => {
  test.each([
    ['another key', signRaw(header, payload, 'another key that is also long enough…')],
    ['the empty key', signRaw(header, payload, '')],
    ['the key decoded', signRaw(header, payload, Buffer.from(text, 'base64').toString('latin1'))],
    [
      'all zeros',
      `${signRaw(header, payload).split('.').slice(0, 2).join('.')}.${encode(Buffer.alloc(32))}`,
    ],
    [
      'a short signature',
      `${signRaw(header, payload).split('.').slice(0, 2).join('.')}.${encode(Buffer.alloc(16))}`,
    ],
    [
      'a long signature',
      `${signRaw(header, payload).split('.').slice(0, 2).join('.')}.${encode(Buffer.alloc(33))}`,
    ],
    [
      'another payload',
      `${encode(header)}.${encode('{"email":"other@example.com"}')}.${signRaw(header, payload).split('.')[2]}`,
    ],
  ])('is refused with %s', async (_what, token) => {
    expect(await codeOf(token)).toBe('token_signature');
  });

  test('is refused without any key', async () => {
    expect(await codeOf(signRaw(header, payload), { keys: [] })).toBe('token_signature');
  });

  test('is verified before any claim', async () => {
    expect(
      await codeOf(signRaw(header, '{"exp":"never"}', 'another key that is also long enough…')),
    ).toBe('token_signature');
  });

  test('can be of the previous key, and the result says which key it was', async () => {
    const previous = await importSigningKey('the key before this one, being rotated out');
    const token = await signLoginToken(good, previous);
    expect(await codeOf(token)).toBe('token_signature');
    const verified = await verifyLoginToken(token, { ...trust, keys: [key, previous] }, now);
    expect(verified.keyFingerprint).toBe(previous.fingerprint);
  });

  test('is by a key of at least 32 bytes of UTF-8', async () => {
    await expect(importSigningKey('x'.repeat(31))).rejects.toThrow(TypeError);
    await expect(importSigningKey('é'.repeat(16))).resolves.toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test('fails after any change of one letter', async () => {
    const token = signRaw(header, payload);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...'ABCz09-_.=+ \n'),
        async (at, letter) => {
          fc.pre(token[at] !== letter);
          expect(await codeOf(token.slice(0, at) + letter + token.slice(at + 1))).not.toBe(
            'accepted',
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('and all earlier checks withstand any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()),
        async (noise) => {
          expect(['token_malformed', 'token_algorithm', 'token_signature']).toContain(
            await codeOf(noise),
          );
        },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        expect(await codeOf(signRaw(header, json))).not.toBe('token_signature');
      }),
    );
  });
});

describe('the times (F5)', () => {
  test.each([
    ['token_expired', { exp: seconds - 60 }],
    ['token_expired', { exp: seconds - 60.5, iat: seconds - 100 }],
    ['token_expired', { exp: 0 }],
    ['accepted', { exp: seconds - 59.5, iat: seconds - 100 }],
    ['accepted', { exp: seconds + 600 }],
    ['accepted', { exp: seconds + 660 }],
    ['token_lifetime_too_long', { exp: seconds + 660.5 }],
    ['accepted', { exp: seconds + 1e6, iat: seconds }],
    ['token_not_yet_valid', { iat: seconds, nbf: seconds + 60.5 }],
    ['accepted', { iat: seconds, nbf: seconds + 60 }],
    ['token_not_yet_valid', { iat: seconds + 60.5 }],
    ['accepted', { iat: seconds + 60 }],
    ['token_too_old', { iat: seconds - 240.5 }],
    ['accepted', { iat: seconds - 240 }],
    ['token_too_old', { iat: seconds - 300, exp: seconds + 300 }],
    ['token_lifetime_missing', {}],
    ['token_lifetime_missing', { nbf: seconds }],
    ['claim_invalid', { iat: now }],
    ['claim_invalid', { exp: now, iat: seconds }],
    ['claim_invalid', { exp: String(seconds + 60) }],
    ['claim_invalid', { exp: null, iat: seconds }],
    ['claim_invalid', { iat: null }],
    ['claim_invalid', { iat: true }],
    ['claim_invalid', { iat: [seconds] }],
    ['claim_invalid', { iat: {} }],
    ['claim_invalid', { iat: -1 }],
    ['claim_invalid', { iat: seconds, nbf: '' }],
    ['claim_invalid', { iat: seconds, exp: 2 ** 33 + 1 }],
  ])('%s for %j', async (code, claims) => {
    expect(await codeOf(signed(claims))).toBe(code);
  });

  test.each([
    ['exp', { iat: seconds, exp: now + 60_000 }],
    ['iat', { iat: now }],
    ['nbf', { iat: seconds, nbf: now }],
  ])('say that %s looks like milliseconds in %j', async (name, claims) => {
    const refusal = await verifyLoginToken(signed(claims), trust, now).catch((error) => error);
    expect(refusal).toMatchObject({
      code: 'claim_invalid',
      detail: `The claim “${name}” looks like milliseconds. It must be in seconds.`,
    });
  });

  test('do not say so of other values', async () => {
    for (const exp of [-1, 2 ** 33 + 1, 1e300, String(now), null]) {
      const refusal = await verifyLoginToken(signed({ iat: seconds, exp }), trust, now).catch(
        (error) => error,
      );
      expect(refusal.detail).toBe(
        'The claim “exp” must be a number of seconds since 1970, from 0 to 2^33.',
      );
    }
  });

  test('can have more digits than a double', async () => {
    const claims = `{"iat":${seconds}.00000000000000000001,"exp":${seconds + 60}.12345678901234567890}`;
    expect(await codeOf(signRaw(header, claims))).toBe('accepted');
  });

  test.each(['1e999', '-1e999', '1e400'])('refuse %s as a time', async (number) => {
    expect(await codeOf(signRaw(header, `{"iat":${seconds},"exp":${number}}`))).toBe(
      'claim_invalid',
    );
  });

  test('respect the configured maximum age', async () => {
    const token = signed({ iat: seconds - 75 });
    expect(await codeOf(token, { maxAgeSeconds: 10 })).toBe('token_too_old');
    expect(await codeOf(token, { maxAgeSeconds: 15 })).toBe('accepted');
  });

  test('never accept a token without an end', async () => {
    const late = now + 366 * 86_400_000;
    for (const claims of [good, { exp: seconds + 600 }, { iat: seconds, exp: 2 ** 33 }])
      expect(await codeOf(signed(claims), {}, late)).not.toBe('accepted');
  });
});

describe('the names (F6)', () => {
  test.each([
    ['token_audience', { aud: 'somebody else' }, {}],
    ['token_audience', { aud: [] }, {}],
    ['token_audience', { aud: 'HTTPS://SITE.EXAMPLE/' }, {}],
    ['accepted', { aud: 'https://site.example' }, {}],
    ['accepted', { aud: ['other', 'https://site.example/'] }, {}],
    ['claim_invalid', { aud: 7 }, {}],
    ['accepted', { aud: null }, {}],
    ['token_audience', { aud: null }, { audience: 'us' }],
    ['claim_invalid', { aud: [null] }, {}],
    ['claim_invalid', { aud: [['https://site.example/']] }, {}],
    ['accepted', { iss: null }, {}],
    ['token_issuer', { iss: null }, { issuer: 'them' }],
    ['claim_invalid', { aud: ['https://site.example/', 7] }, {}],
    ['claim_invalid', { aud: {} }, {}],
    ['token_audience', {}, { audience: 'us' }],
    ['token_audience', { aud: 'https://site.example/' }, { audience: 'us' }],
    ['accepted', { aud: ['us'] }, { audience: 'us' }],
    ['token_issuer', {}, { issuer: 'them' }],
    ['token_issuer', { iss: 'Them' }, { issuer: 'them' }],
    ['token_issuer', { iss: ['them'] }, { issuer: 'them' }],
    ['accepted', { iss: 'them' }, { issuer: 'them' }],
    ['accepted', { iss: 'anybody' }, {}],
    ['claim_invalid', { jti: 7 }, {}],
    ['accepted', { jti: null }, {}],
    ['accepted', { jti: '' }, {}],
    ['claim_invalid', { jti: ['a'] }, {}],
    ['claim_invalid', { jti: false }, {}],
    ['claim_invalid', { jti: 'x'.repeat(257) }, {}],
    ['accepted', { jti: 'x'.repeat(256) }, {}],
  ])('%s for %j with %j set', async (code, claims, with_) => {
    expect(await codeOf(signed({ ...good, ...claims }), with_)).toBe(code);
  });
});

describe('the detail of a refused issuer (F6)', () => {
  const detailOf = async (iss: unknown, issuer: string) =>
    (
      await verifyLoginToken(signed({ ...good, iss }), { ...trust, issuer }, now).catch(
        (error) => error,
      )
    ).detail;

  test.each([
    ['https://id.example', 'https://id.example/'],
    ['https://id.example/', 'https://id.example'],
  ])('says that %s and %s differ by a slash', async (iss, issuer) => {
    expect(await detailOf(iss, issuer)).toBe(
      'The claim “iss” differs from the issuer setting only by a slash at the end.',
    );
  });

  test.each([undefined, null, 7, 'https://other.example', 'https://id.example//'])(
    'does not say so of %j',
    async (iss) => {
      expect(await detailOf(iss, 'https://id.example')).toBe(
        'The claim “iss” must be exactly the issuer setting.',
      );
    },
  );
});

describe('a verified token', () => {
  test('identifies repeated use, also with other letters around the same jti', async () => {
    const uses = async (claims: object) =>
      (await verifyLoginToken(signed(claims), trust, now)).useKeys;
    const [first, second] = [
      await uses({ ...good, jti: 'a', iss: 'i' }),
      await uses({ ...good, jti: 'a', iss: 'i', x: 1 }),
    ];
    expect(first[0]).not.toBe(second[0]);
    expect(first[1]).toBe(second[1]);
    expect((await uses({ ...good, jti: 'a', iss: 'j' }))[1]).not.toBe(first[1]);
    expect((await uses({ ...good, jti: 'a' }))[1]).not.toBe(first[1]);
    expect(await uses(good)).toHaveLength(1);
    expect(await uses({ ...good, jti: null })).toHaveLength(1);
  });

  test('says how long its use must be remembered: longer than it can be accepted', async () => {
    const until = async (claims: object) =>
      (await verifyLoginToken(signed(claims), trust, now)).keepUseUntil;
    expect(await until(good)).toBe(now + 3_720_000);
    expect(await until({ ...good, exp: seconds + 7200 })).toBe(now + 7_260_000);
  });

  test('shows the claims in a refusal only after the signature', async () => {
    const refusal = await verifyLoginToken(
      signed({ email: 'person@example.com' }),
      trust,
      now,
    ).catch((error) => error);
    expect(refusal).toMatchObject({
      check: 'F5',
      verified: { claims: { email: 'person@example.com' } },
    });
    const unsigned = await verifyLoginToken(
      signRaw(header, payload, 'x'.repeat(40)),
      trust,
      now,
    ).catch((error) => error);
    expect(unsigned).toMatchObject({ check: 'F4', verified: null });
  });

  test('has the exact text of numbers that a double cannot represent', async () => {
    const payload = `{"iat":${seconds},"a":9007199254740993,"b":[1,-0.10000000000000000001],"c":1}`;
    const { claims, exactClaims } = await verifyLoginToken(signRaw(header, payload), trust, now);
    expect(claims.a).toBe(9007199254740992);
    expect({ ...exactClaims }).toEqual({
      a: '9007199254740993',
      b: [1, '-0.10000000000000000001'],
    });
  });

  test('is never quoted in a refusal', async () => {
    const secret = 'a-value-that-nobody-may-see';
    for (const claims of [
      { exp: secret },
      { iat: 1, x: secret },
      { ...good, aud: secret },
      { ...good, jti: { secret } },
    ]) {
      const { detail, message } = await verifyLoginToken(signed(claims), trust, now).catch(
        (error) => error,
      );
      expect(`${detail} ${message}`).not.toContain(secret);
    }
  });
});
