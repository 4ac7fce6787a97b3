import { AuthenticationAppError } from './authentication-app-error.ts';

/** HS256 needs a key as long as its hash (RFC 7518 §3.2). */
const minKeyBytes = 32;

/**
 * The shared key as Dashboard takes it: the text's own bytes as UTF-8, never decoded from hex or base64.
 *
 * @throws AuthenticationAppError `key_too_short`
 */
export function signingKeyBytes(signingKey: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(typeof signingKey === 'string' ? signingKey : '');
  if (bytes.length >= minKeyBytes) return bytes;
  throw new AuthenticationAppError(
    'key_too_short',
    `The signing key must be at least ${minKeyBytes} bytes long: copy the one that Dashboard generated, whole.`,
  );
}
