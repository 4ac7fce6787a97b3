import { describe, expect, test } from 'vitest';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { defaultJwtSettings } from '../jwt-settings/jwt-settings.ts';
import { readIdentity } from './identity.ts';

const settings = { ...defaultJwtSettings, groupSync: true };
const email = 'person@example.com';
const claims = (text: string) => JSON.parse(text);

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
    ['claim_invalid', { email, first_name: 7 }],
    ['claim_invalid', { email, first_name: 'a\u0000b' }],
    ['claim_invalid', { email, last_name: 'x'.repeat(255) }],
    ['claim_invalid', { email, last_name: '\ud800' }],
    ['claim_invalid', { email, last_name: ['a'] }],
    ['claim_invalid', { email, sub: 7 }],
    ['claim_invalid', { email, sub: 'x'.repeat(256) }],
    ['claim_invalid', { email, sub: 'a\u0000' }],
    ['claim_invalid', { email, sub: ['a'] }],
    ['claim_invalid', { email, groups: 7 }],
    ['claim_invalid', { email, groups: null }],
    ['claim_invalid', { email, groups: ['a', 1] }],
    ['claim_invalid', { email, groups: [['a']] }],
    ['claim_invalid', { email, groups: { a: true } }],
    [
      'claim_invalid',
      { email, ...Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`a${i}`, i])) },
    ],
  ])('%s for %j', (code, given) => {
    expect(() => readIdentity(given, settings)).toThrow(expect.objectContaining({ code }));
  });
});

describe('an identity', () => {
  test('I1 is read from claims that hold another meaning only as own members', () => {
    const hostile = claims(
      '{"email":"person@example.com","__proto__":{"groups":["Administrators"]},"constructor":"c"}',
    );
    const identity = readIdentity(hostile, settings);
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

  test.each(['', ' ', 'null', 'None', 'undefined'])('has no subject for sub %j', (sub) => {
    expect(readIdentity({ email, sub }, settings).subject).toBeNull();
  });

  test('keeps attributes with their types and leaves out what is none', () => {
    const given = claims(
      '{"email":"person@example.com","iss":"i","code_challenge":"c","groups":"eng","a":"1","b":1,"c":[1,"x",false],"d":null,"e":{},"f":1e999,"g":[null],"@h":1}',
    );
    const identity = readIdentity(given, settings);
    expect({ ...identity.attributes }).toEqual({ a: '1', b: 1, c: [1, 'x', false] });
    expect(identity.skippedKeys).toEqual(['d', 'e', 'f', 'g', '@h']);
    expect(identity.groupNames).toEqual(['eng']);
  });

  test('has no groups while they are not synchronised, whatever their shape', () => {
    expect(readIdentity({ email, groups: 7 }, defaultJwtSettings).groupNames).toBeNull();
  });

  test.each([
    email,
    'a+b@example.com',
    "o'neil@sub.example.co.uk",
    'root@localhost',
    `${'a'.repeat(64)}@example.com`,
  ])('takes the address %s', (address) => expect(isPlainAddress(address)).toBe(true));
});
