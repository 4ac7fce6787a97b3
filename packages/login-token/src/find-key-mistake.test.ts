import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findKeyMistake } from './find-key-mistake.ts';

const key = '0123456789abcdef'.repeat(4);
const text = 'a key of several words, with more than 32 bytes…';

function signedWith(bytes: string | Buffer): string {
  const signed = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30`;
  return `${signed}.${createHmac('sha256', bytes).update(signed).digest('base64url')}`;
}

describe('the usual mistake with a key', () => {
  test.each([
    ['white_space_added', key, `${key}\n`],
    ['white_space_added', key, `${key}\r\n`],
    ['white_space_added', key, ` ${key}`],
    ['white_space_removed', ` ${key}\n`, key],
    ['quoted', text, `"${text}"`],
    ['quoted', text, `'${text}'`],
    ['unquoted', `"${text}"`, text],
    ['value_only', `SIGNING_KEY=${text}`, text],
    ['value_only', `export SIGNING_KEY="${text}"`, text],
    ['base64_decoded', key, Buffer.from(key, 'base64')],
    ['base64_encoded', text, Buffer.from(text).toString('base64')],
    ['base64_encoded', text, Buffer.from(text).toString('base64url')],
    ['hex_decoded', key, Buffer.from(key, 'hex')],
    ['hex_encoded', text, Buffer.from(text).toString('hex')],
  ] as const)('is named: %s', (mistake, own, used) => {
    expect(findKeyMistake(signedWith(used), own)).toBe(mistake);
  });

  test.each([
    ['another key', signedWith('another key of more than 32 bytes, in words')],
    ['a token without a signature', `${signedWith(key).split('.').slice(0, 2).join('.')}.`],
    ['no token', 'nonsense'],
    ['an empty text', ''],
  ])('is none for %s', (_what, token) => {
    expect(findKeyMistake(token, key)).toBeNull();
  });

  test('is null for a token that the key itself has signed', () => {
    expect(findKeyMistake(signedWith(text), text)).toBeNull();
  });
});
