import { describe, expect, test } from 'vitest';
import { passwordFault } from './password-fault.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

describe('W1 a password', () => {
  test('does not match another password, nor an account without a hash', async () => {
    const hash = await hashPassword('a long enough password');
    expect(await verifyPassword('a long enough passworD', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
    expect(await verifyPassword('a long enough password', null)).toBe(false);
  });

  test('is hashed with Argon2id at OWASP’s cost, differently each time', async () => {
    const [first, second] = await Promise.all([
      hashPassword('a long enough password'),
      hashPassword('a long enough password'),
    ]);
    expect(first).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
    expect(first).not.toBe(second);
    expect(await verifyPassword('a long enough password', first)).toBe(true);
  });

  test('is the same with accents typed in different ways', async () => {
    expect(
      await verifyPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait')),
    ).toBe(true);
  });

  test.each([
    ['short', /at least 10/],
    ['x'.repeat(129), /at most 128/],
    ['Password123', /too common/],
    ['1234567890', /too common/],
  ])('is refused as a new one: %s', (password, sentence) => {
    expect(passwordFault(password)).toMatch(sentence);
  });

  test.each([
    'a long enough password',
    'correct horse battery staple',
    'x'.repeat(128),
    '🐴🐴🐴🐴🐴🐴🐴🐴🐴🐴',
  ])('is accepted as a new one: %s', (password) => {
    expect(passwordFault(password)).toBeNull();
  });
});
