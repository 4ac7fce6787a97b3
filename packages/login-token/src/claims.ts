/** A token's payload as `JSON.parse` returns it; only own members count. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads a claim by its key (I1): first the whole key, because `https://example.com/email` can be a
 * claim's name, then as a dotted path. Own members only.
 *
 * @returns undefined if it is absent
 */
export function readClaim(claims: Claims, key: string): unknown {
  if (Object.hasOwn(claims, key)) return claims[key];
  let value: unknown = claims;
  for (const part of key.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
