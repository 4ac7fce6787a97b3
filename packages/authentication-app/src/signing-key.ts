import { AuthenticationAppError } from './authentication-app-error.ts';

/** HS256 needs a key as long as its hash (RFC 7518 §3.2). */
const minKeyBytes = 32;

/**
 * The shared key as Dashboard reads it: without white space at its ends, such as the line break of
 * a file.
 *
 * @throws AuthenticationAppError `key_invalid`, `key_too_short`
 */
export function signingKeyText(signingKey: string): string {
  if (typeof signingKey === 'object') {
    throw new AuthenticationAppError(
      'key_invalid',
      'The signing key must be text, not bytes: pass key.toString(), or process.env.SIGNING_KEY.',
    );
  }
  const text = typeof signingKey === 'string' ? signingKey.trim() : '';
  if (new TextEncoder().encode(text).length >= minKeyBytes) return text;
  throw new AuthenticationAppError(
    'key_too_short',
    `The signing key must be at least ${minKeyBytes} bytes long: copy the whole key that Dashboard generated.`,
  );
}

/**
 * The bytes of the key: its text as UTF-8, never decoded from hex or base64.
 *
 * @throws AuthenticationAppError `key_invalid`, `key_too_short`
 */
export function signingKeyBytes(signingKey: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(signingKeyText(signingKey));
}
