import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letters that are confused when they are read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A reference number that a person can read out, such as `7K3F-92QD`: 40 random bits. */
export function newReference(): string {
  const letters = Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
