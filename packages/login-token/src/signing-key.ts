import { hash } from 'node:crypto';

/** HMAC needs a key as long as its hash (RFC 7518 §3.2). */
export const minKeyBytes = 32;

/** A key that signs and verifies login tokens. */
export interface SigningKey {
  /** See `signingKeyFingerprint`. */
  readonly fingerprint: string;
  readonly cryptoKey: CryptoKey;
}

/**
 * Uses the key's text as UTF-8 bytes, never decoded from hex or base64 (F4).
 *
 * @throws TypeError for fewer than 32 bytes
 */
export async function importSigningKey(text: string): Promise<SigningKey> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < minKeyBytes)
    throw new TypeError(`a signing key has at least ${minKeyBytes} bytes`);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const cryptoKey = await crypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify']);
  return { fingerprint: signingKeyFingerprint(text), cryptoKey };
}

/** Sixteen hex digits that distinguish keys and reveal nothing about them. */
export function signingKeyFingerprint(text: string): string {
  return hash('sha256', `dashboard signing key fingerprint\n${text}`).slice(0, 16);
}
