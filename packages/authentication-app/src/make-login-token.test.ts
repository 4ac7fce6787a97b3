import { importSigningKey, verifyLoginToken } from '@dashboard/login-token';
import { describe, expect, test } from 'vitest';
import { makeLoginToken, type Person } from './index.ts';

const signingKey = 'a signing key for tests, of forty-eight bytes…';
const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const person: Person = { id: 'p1', email: 'rene@example.com' };

describe('refuses what Dashboard would refuse', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['no id', { id: undefined }, 'id_invalid'],
    ['a blank id', { id: ' ' }, 'id_invalid'],
    ['the word null for an id', { id: 'null' }, 'id_invalid'],
    ['a number for an id', { id: 7 }, 'id_invalid'],
    ['no email', { email: undefined }, 'email_invalid'],
    ['an email with a name around it', { email: 'Rene <rene@example.com>' }, 'email_invalid'],
    ['two emails', { email: 'a@example.com,b@example.com' }, 'email_invalid'],
    ['an email that isn’t ASCII', { email: 'rené@example.com' }, 'email_invalid'],
    ['two dots in an email', { email: 'a..b@example.com' }, 'email_invalid'],
    ['a name with a control character', { firstName: 'a\u0000' }, 'name_invalid'],
    ['a name of 255 characters', { lastName: 'x'.repeat(255) }, 'name_invalid'],
    ['groups as one text', { groups: 'Engineers' }, 'groups_invalid'],
    ['groups by number', { groups: [1] }, 'groups_invalid'],
    ['an attribute that is an object', { attributes: { a: { b: 1 } } }, 'attribute_invalid'],
    ['an attribute that is no number', { attributes: { a: Number.NaN } }, 'attribute_invalid'],
    ['an integer that may be rounded', { attributes: { a: 2 ** 53 } }, 'attribute_invalid'],
    ['the same in a list', { attributes: { a: [1, -(2 ** 53)] } }, 'attribute_invalid'],
    ['an attribute under a reserved name', { attributes: { exp: 1 } }, 'attribute_invalid'],
    ['an attribute that begins with @', { attributes: { '@a': 1 } }, 'attribute_invalid'],
    [
      'over a hundred attributes',
      { attributes: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`a${i}`, 1])) },
      'attribute_invalid',
    ],
    ['more than fits', { groups: ['x'.repeat(9000)] }, 'token_too_long'],
  ])('%s', async (_what, change, code) => {
    const changed = { ...person, ...change } as Person;
    await expect(makeLoginToken(changed, { signingKey })).rejects.toMatchObject({
      name: 'AuthenticationAppError',
      code,
    });
  });

  test.each([
    ['a key of 31 bytes', { signingKey: 'x'.repeat(31) }, 'key_too_short'],
    ['no key', { signingKey: undefined as never }, 'key_too_short'],
    ['a life of three minutes', { signingKey, lifetimeSeconds: 180 }, 'lifetime_invalid'],
    ['a life of no time', { signingKey, lifetimeSeconds: 0 }, 'lifetime_invalid'],
    ['a life that is no number', { signingKey, lifetimeSeconds: Number.NaN }, 'lifetime_invalid'],
  ])('%s', async (_what, options, code) => {
    await expect(makeLoginToken(person, options)).rejects.toMatchObject({ code });
  });
});

describe('a login token', () => {
  async function claimsOf(token: string) {
    const trust = {
      keys: [await importSigningKey(signingKey)],
      issuer: null,
      audience: null,
      ownAudiences: [],
      maxAgeSeconds: 180,
    };
    return (await verifyLoginToken(token, trust, now)).claims;
  }

  test('contains the person, expires after a minute, and has a unique id', async () => {
    const whole: Person = {
      ...person,
      firstName: 'Rene',
      lastName: 'Example',
      groups: ['Engineers'],
      attributes: { region: 'north', level: 3, active: true, stores: ['a', 2] },
    };
    const claims = await claimsOf(await makeLoginToken(whole, { signingKey, now }));
    expect(claims).toEqual({
      sub: 'p1',
      email: 'rene@example.com',
      first_name: 'Rene',
      last_name: 'Example',
      groups: ['Engineers'],
      region: 'north',
      level: 3,
      active: true,
      stores: ['a', 2],
      iat: now / 1000,
      exp: now / 1000 + 60,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('accepts a tab or a line break in a name, which Dashboard trims', async () => {
    const changed = { ...person, firstName: 'Ann\t', lastName: 'De\nBoer' };
    const claims = await claimsOf(await makeLoginToken(changed, { signingKey, now }));
    expect(claims).toMatchObject({ first_name: 'Ann', last_name: 'De Boer' });
  });

  test('omits values that the app does not know', async () => {
    const claims = await claimsOf(
      await makeLoginToken({ ...person, firstName: null, groups: undefined }, { signingKey, now }),
    );
    expect(Object.keys(claims).sort()).toEqual(['email', 'exp', 'iat', 'jti', 'sub']);
  });

  test('contains the challenge, the issuer and the nonce', async () => {
    const options = { issuer: 'https://app.example.com', codeChallenge: 'c', nonce: 'n' };
    const claims = await claimsOf(await makeLoginToken(person, { signingKey, now, ...options }));
    expect(claims).toMatchObject({
      iss: 'https://app.example.com',
      code_challenge: 'c',
      nonce: 'n',
    });
  });

  test('is never the same twice', async () => {
    const [one, other] = [
      await makeLoginToken(person, { signingKey, now }),
      await makeLoginToken(person, { signingKey, now }),
    ];
    expect(one).not.toBe(other);
  });
});
