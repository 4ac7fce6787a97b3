/**
 * SHA-256 of a text's UTF-8 bytes, as base64url without padding: S256 of RFC 7636 §4.2, and the
 * form in which codes are stored.
 */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return base64url(new Uint8Array(digest));
}

/** A text that can't be guessed: 256 random bits (RFC 6749 §10.10). */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** Compares two texts in a time that does not depend on where they differ. */
export async function isSameText(one: string, other: string): Promise<boolean> {
  const [first, second] = [await sha256(one), await sha256(other)];
  let difference = 0;
  for (let index = 0; index < first.length; index += 1) {
    difference |= first.charCodeAt(index) ^ second.charCodeAt(index);
  }
  return difference === 0;
}

function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
