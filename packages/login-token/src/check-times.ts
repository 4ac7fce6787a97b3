import type { Claims } from './claims.ts';
import type { TokenErrorCode } from './token-refused.ts';

/** The maximum difference of two clocks, in seconds (F5). */
export const clockSkewSeconds = 60;
/** The longest lifetime of a token without `iat`, in seconds. */
const maxLifetimeSeconds = 600;
const maxInstant = 2 ** 33;
/** Smaller values are unlikely as an instant in milliseconds: this is a day of 1973. */
const minMilliseconds = 1e11;

export interface Fault {
  readonly code: TokenErrorCode;
  readonly detail: string;
}

/**
 * Checks `exp`, `nbf` and `iat` (RFC 7519 §4.1.4–6), so that every token expires (F5).
 *
 * @param now epoch seconds
 * @returns null for a valid token
 */
export function timeFault(claims: Claims, now: number, maxAgeSeconds: number): Fault | null {
  for (const name of ['exp', 'iat', 'nbf']) {
    if (Object.hasOwn(claims, name) && !isInstant(claims[name])) {
      return { code: 'claim_invalid', detail: instantFault(name, claims[name]) };
    }
  }
  const [exp, iat, nbf] = [instant(claims, 'exp'), instant(claims, 'iat'), instant(claims, 'nbf')];
  if (exp !== null && exp + clockSkewSeconds <= now)
    return { code: 'token_expired', detail: 'The token has expired (“exp”).' };
  if (nbf !== null && nbf - clockSkewSeconds > now)
    return { code: 'token_not_yet_valid', detail: 'The token is not valid yet (“nbf”).' };
  if (iat !== null && iat - clockSkewSeconds > now)
    return { code: 'token_not_yet_valid', detail: 'The token was issued in the future (“iat”).' };
  if (iat !== null && iat + maxAgeSeconds + clockSkewSeconds < now) {
    return {
      code: 'token_too_old',
      detail: `The token was issued more than ${maxAgeSeconds} seconds ago (“iat”).`,
    };
  }
  if (iat === null && exp === null)
    return { code: 'token_lifetime_missing', detail: 'The token has neither “iat” nor “exp”.' };
  if (iat === null && exp !== null && exp > now + maxLifetimeSeconds + clockSkewSeconds) {
    return {
      code: 'token_lifetime_too_long',
      detail: 'The token has no “iat”, and “exp” is more than ten minutes ahead.',
    };
  }
  return null;
}

function instantFault(name: string, value: unknown): string {
  const isMilliseconds =
    typeof value === 'number' && value >= minMilliseconds && value <= maxInstant * 1000;
  return isMilliseconds
    ? `The claim “${name}” looks like milliseconds. It must be in seconds.`
    : `The claim “${name}” must be a number of seconds since 1970, from 0 to 2^33.`;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= maxInstant;
}

function instant(claims: Claims, name: string): number | null {
  return Object.hasOwn(claims, name) ? (claims[name] as number) : null;
}
