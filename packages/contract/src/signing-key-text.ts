/** HMAC-SHA-256 needs a key at least as long as its hash (RFC 7518 §3.2). */
const minBytes = 32;
const minCharacters = 10;

/**
 * Reads a signing key as it was typed, pasted or configured: white space at its ends is never part
 * of it (N1).
 */
export function readSigningKey(text: string): string {
  return text.trim();
}

/** The error in a signing key, without the white space at its ends, or null (N1). */
export function signingKeyFault(key: string): string | null {
  if (new TextEncoder().encode(key).length < minBytes)
    return `The key must be at least ${minBytes} bytes long.`;
  if (new Set(key).size < minCharacters)
    return `The key must contain at least ${minCharacters} different characters. Generate a random key.`;
  return null;
}

/** A probable mistake in a valid signing key, or null (N1). */
export function signingKeyWarning(key: string): string | null {
  if (/^(["'`]).*\1$/s.test(key))
    return 'The key begins and ends with a quotation mark. Remove the quotation marks, unless your app uses them too.';
  if (/^(?:export\s+)?[A-Za-z_]\w*=[^=\s]/.test(key))
    return 'The key looks like a line NAME=value. Enter only the part after the equals sign, unless your app uses the whole line.';
  return null;
}
