import { exactNumbers } from '@dashboard/login-token';
import { describe, expect, test } from 'vitest';
import { isPlainAddress } from '../../accounts/plain-address.ts';
import { defaultJwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { readIdentity as readVerified } from './identity.ts';

const settings = { ...defaultJwtSettings, groupSync: true };
const email = 'person@example.com';
const claims = (text: string) => JSON.parse(text);

/** The identity in claims, as the text of a token or as an object without numbers that lose digits. */
function readIdentity(given: object | string, as = settings) {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const object = typeof given === 'string' ? JSON.parse(given) : given;
  return readVerified({ claims: object, exactClaims: exactNumbers(text) }, as);
}

describe('I2, I3, I4, I8, G1: claims that are refused', () => {
  test.each([
    ['email_missing', {}],
    ['email_missing', { email: null }],
    ['email_missing', { email: '' }],
    ['email_missing', { Email: email }],
    ['email_invalid', { email: 7 }],
    ['email_invalid', { email: [email] }],
    ['email_invalid', { email: { toString: email } }],
    ['email_invalid', { email: true }],
    ['email_invalid', { email: ` ${email}` }],
    ['email_invalid', { email: `${email}\n` }],
    ['email_invalid', { email: `${email},other@example.com` }],
    ['email_invalid', { email: `Person <${email}>` }],
    ['email_invalid', { email: 'person@exämple.com' }],
    ['email_invalid', { email: 'pers\u0131n@example.com' }],
    ['email_invalid', { email: 'person@@example.com' }],
    ['email_invalid', { email: 'person@example..com' }],
    ['email_invalid', { email: '.person@example.com' }],
    ['email_invalid', { email: 'person@-example.com' }],
    ['email_invalid', { email: 'person' }],
    ['email_invalid', { email: `${'a'.repeat(65)}@example.com` }],
    ['email_invalid', { email: `a@${'b'.repeat(250)}.com` }],
    ['email_invalid', { email: '"quoted"@example.com' }],
    ['email_unverified', { email, email_verified: false }],
    ['email_unverified', { email, email_verified: 'false' }],
    ['email_unverified', { email, email_verified: 'FALSE' }],
    ['email_unverified', { email, email_verified: 'True' }],
    ['email_unverified', { email, email_verified: 0 }],
    ['email_unverified', { email, email_verified: 2 }],
    ['email_unverified', { email, email_verified: '1' }],
    ['email_unverified', { email, email_verified: 'no' }],
    ['email_unverified', { email, email_verified: '' }],
    ['email_unverified', { email, email_verified: [] }],
    ['email_unverified', { email, email_verified: [true] }],
    ['email_unverified', { email, email_verified: {} }],
    ['claim_invalid', { email, first_name: 7 }],
    ['claim_invalid', { email, first_name: 'a\u0000b' }],
    ['claim_invalid', { email, last_name: 'x'.repeat(255) }],
    ['claim_invalid', { email, last_name: '\ud800' }],
    ['claim_invalid', { email, last_name: ['a'] }],
    ['claim_invalid', { email, first_name: 'a\u001bb' }],
    ['claim_invalid', { email, last_name: 'a\u0085b' }],
    ['claim_invalid', { email, last_name: true }],
    ['claim_invalid', { email, sub: 7.5 }],
    ['claim_invalid', { email, sub: 2 ** 53 + 2 }],
    ['claim_invalid', { email, sub: -1e300 }],
    ['claim_invalid', { email, sub: true }],
    ['claim_invalid', { email, sub: {} }],
    ['claim_invalid', { email, sub: 'x'.repeat(256) }],
    ['claim_invalid', { email, sub: 'a\u0000' }],
    ['claim_invalid', { email, sub: ['a'] }],
    ['claim_invalid', { email, groups: 7 }],
    ['claim_invalid', { email, groups: [null] }],
    ['claim_invalid', { email, groups: true }],
    ['claim_invalid', { email, groups: ['a', 1] }],
    ['claim_invalid', { email, groups: [['a']] }],
    ['claim_invalid', { email, groups: { a: true } }],
    [
      'claim_invalid',
      { email, ...Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`a${i}`, i])) },
    ],
  ])('%s for %j', (code, given) => {
    expect(() => readIdentity(given)).toThrow(expect.objectContaining({ code }));
  });

  test.each(['9007199254740993', '0.99999999999999999999', '1e999'])(
    'claim_invalid for the sub %s, which is not an exact integer up to 2^53',
    (sub) => {
      expect(() => readIdentity(`{"email":"${email}","sub":${sub}}`)).toThrow(
        expect.objectContaining({ code: 'claim_invalid', check: 'I4' }),
      );
    },
  );

  test('name the claim', () => {
    const keys = { ...settings, firstNameAttribute: 'given' };
    expect(() => readIdentity({ email, given: 7 }, keys)).toThrow(/“given”/);
    expect(() => readIdentity({ email, sub: true })).toThrow(/“sub”/);
    expect(() => readIdentity({ email, groups: {} })).toThrow(/“groups”/);
  });
});

describe('an identity', () => {
  test('I1 is read from claims that hold another meaning only as own members', () => {
    const hostile = claims(
      '{"email":"person@example.com","__proto__":{"groups":["Administrators"]},"constructor":"c"}',
    );
    const identity = readIdentity(hostile);
    expect(identity.groupNames).toBeNull();
    expect(identity.skippedKeys).toEqual(['__proto__']);
    expect({}).not.toHaveProperty('groups');
  });

  test('I1 looks a key up whole before it is a path', () => {
    const keys = {
      ...settings,
      emailAttribute: 'https://example.com/email',
      firstNameAttribute: 'profile.given',
      lastNameAttribute: 'toString',
    };
    const given = { 'https://example.com/email': email, profile: { given: 'Grace' } };
    expect(readIdentity(given, keys)).toMatchObject({ email, firstName: 'Grace', lastName: null });
  });

  test.each([true, 'true', 1, null])('I2 is verified with email_verified %j', (email_verified) => {
    expect(readIdentity({ email, email_verified }).email).toBe(email);
  });

  test.each([
    [' Ann\t', 'Ann'],
    ['Ann\tMarie', 'Ann Marie'],
    ['Ann\r\nMarie', 'Ann Marie'],
    ['Ann\nMarie\u2028Rose', 'Ann Marie Rose'],
    ['\u00a0Ann\u00a0', 'Ann'],
    ['Ann  Marie', 'Ann  Marie'],
    ['', ''],
    [' \n ', ''],
    [` ${'x'.repeat(254)}\n`, 'x'.repeat(254)],
    [null, null],
  ])('I3 has for the first name %j the name %j', (first_name, name) => {
    expect(readIdentity({ email, first_name }).firstName).toBe(name);
  });

  test.each(['', ' ', 'null', 'None', 'undefined', null])('I4 has no subject for sub %j', (sub) => {
    expect(readIdentity({ email, sub }).subject).toBeNull();
  });

  test.each([
    ['35', '35'],
    ['0', '0'],
    ['-7', '-7'],
    ['35.0', '35'],
    ['9007199254740992', '9007199254740992'],
    ['"35"', '35'],
    ['"9007199254740993"', '9007199254740993'],
  ])('I4 has for sub %s the subject %j', (sub, subject) => {
    expect(readIdentity(`{"email":"${email}","sub":${sub}}`).subject).toBe(subject);
  });

  test('G1 has no groups claim where it is null', () => {
    expect(readIdentity({ email, groups: null }).groupNames).toBeNull();
  });

  test('I8 keeps numbers that a double cannot hold as their exact text', () => {
    const identity = readIdentity(
      `{"email":"${email}","tenant":9007199254740993,"ids":[1,765611980000000019],"big":1e999,"n":0.1}`,
    );
    expect({ ...identity.attributes }).toEqual({
      tenant: '9007199254740993',
      ids: [1, '765611980000000019'],
      big: '1e999',
      n: 0.1,
    });
    expect(identity.skippedKeys).toEqual([]);
    expect(identity.exactKeys).toEqual(['tenant', 'ids', 'big']);
  });

  test.each(
    'iss sub aud exp nbf iat jti nonce code_challenge code_challenge_method at_hash c_hash azp sid auth_time acr amr typ email_verified'.split(
      ' ',
    ),
  )('I8 never has %s as an attribute', (claim) => {
    const value = claim === 'email_verified' ? 'true' : 'a';
    const identity = readIdentity({ email, [claim]: value, other: 'b' });
    expect({ ...identity.attributes }).toEqual({ other: 'b' });
    expect(identity.skippedKeys).toEqual([]);
  });

  test.each([
    'emailAttribute',
    'firstNameAttribute',
    'lastNameAttribute',
    'groupsAttribute',
  ] as const)('I8 never has the claim of the setting %s as an attribute', (setting) => {
    const keys = { ...settings, emailAttribute: 'mail', [setting]: 'mapped' };
    const identity = readIdentity({ mail: email, mapped: email }, keys);
    expect(Object.keys(identity.attributes)).not.toContain('mapped');
  });

  test('I8 has up to 100 attributes, and claims that are skipped do not count', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`a${i}`, i]));
    const identity = readIdentity({ email, ...many, '@type': 'x', none: null });
    expect(Object.keys(identity.attributes)).toHaveLength(100);
    expect(identity.skippedKeys).toEqual(['@type', 'none']);
  });

  test('I8 keeps attributes with their types and lists the claims that cannot be one', () => {
    const given = claims(
      '{"email":"person@example.com","iss":"i","code_challenge":"c","groups":"eng","a":"1","b":1,"c":[1,"x",false],"d":null,"e":{},"g":[null],"@h":1}',
    );
    const identity = readIdentity(given);
    expect({ ...identity.attributes }).toEqual({ a: '1', b: 1, c: [1, 'x', false] });
    expect(identity.skippedKeys).toEqual(['d', 'e', 'g', '@h']);
    expect(identity.groupNames).toEqual(['eng']);
  });

  test('G1 has no groups where synchronization is off, whatever the shape of the claim', () => {
    expect(readIdentity({ email, groups: 7 }, defaultJwtSettings).groupNames).toBeNull();
  });

  test.each([
    email,
    'a+b@example.com',
    "o'neil@sub.example.co.uk",
    'root@localhost',
    `${'a'.repeat(64)}@example.com`,
  ])('I2 accepts the address %s', (address) => expect(isPlainAddress(address)).toBe(true));
});
