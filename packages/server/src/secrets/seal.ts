import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** The purpose of an encrypted text; decryption fails for another purpose. */
type SealPurpose = 'signing key' | 'sign-in attempt' | 'known browser' | 'parked sign-in';

export interface Seal {
  /** @returns base64url of IV, ciphertext and tag (AES-256-GCM) */
  close(purpose: SealPurpose, text: string): string;
  /**
   * @returns the text, or null if it was encrypted with another key, for another purpose, or
   * changed
   */
  open(purpose: SealPurpose, sealed: string): string | null;
}

/**
 * Encrypts texts with keys derived from the secret key, one for each purpose (HKDF-SHA-256, RFC
 * 5869).
 */
export function createSeal(secretKey: Buffer): Seal {
  const keys = new Map<SealPurpose, Buffer>();

  function keyFor(purpose: SealPurpose): Buffer {
    const known = keys.get(purpose);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', secretKey, '', `dashboard ${purpose}`, 32));
    keys.set(purpose, key);
    return key;
  }

  return {
    close(purpose, text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), iv);
      return Buffer.concat([
        iv,
        cipher.update(text, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < ivBytes + tagBytes) return null;
      const decipher = createDecipheriv(
        'aes-256-gcm',
        keyFor(purpose),
        bytes.subarray(0, ivBytes),
        { authTagLength: tagBytes },
      );
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      try {
        return (
          decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') +
          decipher.final('utf8')
        );
      } catch {
        return null;
      }
    },
  };
}
