import { describe, expect, test } from 'vitest';
import { readSigningKey, signingKeyFault, signingKeyWarning } from './signing-key-text.ts';

const key = '0123456789abcdef'.repeat(4);

describe('a signing key', () => {
  test.each([`${key}\n`, `  ${key}  `, `\t${key}\r\n`, `\u00a0${key}\ufeff`])(
    'has no white space at its ends: %j',
    (text) => {
      expect(readSigningKey(text)).toBe(key);
    },
  );

  test.each([
    ['', 'at least 32 bytes'],
    ['0123456789abcdef', 'at least 32 bytes'],
    ['0'.repeat(64), 'at least 10 different characters'],
    ['012345678'.repeat(8), 'at least 10 different characters'],
  ])('%j is refused', (text, words) => {
    expect(signingKeyFault(text)).toContain(words);
  });

  test.each([key, `${'é'.repeat(8)}0123456789abcdef`, 'twenty 🔑 keys and one more: 32 bytes'])(
    '%j is accepted without a warning',
    (text) => {
      expect([signingKeyFault(text), signingKeyWarning(text)]).toEqual([null, null]);
    },
  );

  test.each([
    [`"${key}"`, 'quotation mark'],
    [`'${key}'`, 'quotation mark'],
    [`SIGNING_KEY=${key}`, 'NAME=value'],
    [`export DASHBOARD_JWT_SIGNING_KEY="${key}"`, 'NAME=value'],
  ])('%j is accepted with a warning', (text, words) => {
    expect(signingKeyFault(text)).toBeNull();
    expect(signingKeyWarning(text)).toContain(words);
  });

  test('of base64 with padding has no warning', () => {
    expect(signingKeyWarning('dGhpcyBpcyBhIGtleSBvZiBtb3JlIHRoYW4gMzIgYnl0ZXMhIQ==')).toBeNull();
  });
});
