import { createHmac, timingSafeEqual } from 'node:crypto';

/** The difference between the key that signed a token and the one that should have. */
export type KeyMistake =
  | 'white_space_added'
  | 'white_space_removed'
  | 'quoted'
  | 'unquoted'
  | 'value_only'
  | 'base64_decoded'
  | 'base64_encoded'
  | 'hex_decoded'
  | 'hex_encoded';

/** The key with each usual mistake, or null if it is impossible with this key. */
const mistakes: readonly (readonly [KeyMistake, (key: string) => string | Buffer | null])[] = [
  ['white_space_added', (key) => `${key}\n`],
  ['white_space_added', (key) => `${key}\r\n`],
  ['white_space_added', (key) => `${key} `],
  ['white_space_added', (key) => ` ${key}`],
  ['white_space_removed', (key) => (key.trim() === key ? null : key.trim())],
  ['quoted', (key) => `"${key}"`],
  ['quoted', (key) => `'${key}'`],
  ['unquoted', (key) => /^(["'`])(.+)\1$/s.exec(key)?.[2] ?? null],
  ['value_only', (key) => /^(?:export\s+)?[A-Za-z_]\w*=(["'`]?)(.+)\1$/s.exec(key)?.[2] ?? null],
  ['base64_decoded', (key) => (/^[\w+/-]+={0,2}$/.test(key) ? Buffer.from(key, 'base64') : null)],
  ['base64_encoded', (key) => Buffer.from(key).toString('base64')],
  ['base64_encoded', (key) => Buffer.from(key).toString('base64url')],
  ['hex_decoded', (key) => (/^(?:[0-9a-f]{2})+$/i.test(key) ? Buffer.from(key, 'hex') : null)],
  ['hex_encoded', (key) => Buffer.from(key).toString('hex')],
];

/**
 * Finds the usual mistake with which a key signed a token, to help its developer. It never makes a
 * token valid.
 *
 * @param token in compact form, of three parts
 * @param key the text that should have signed it
 * @returns null if none of them matches
 */
export function findKeyMistake(token: string, key: string): KeyMistake | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const isSignedWith = (bytes: string | Buffer) => {
    const expected = createHmac('sha256', bytes).update(`${header}.${payload}`).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  for (const [mistake, make] of mistakes) {
    const bytes = make(key);
    if (bytes !== null && bytes.length > 0 && isSignedWith(bytes)) return mistake;
  }
  return null;
}
