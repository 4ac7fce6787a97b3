import type { Claims } from './claims.ts';
import type { TokenErrorCode } from './token-refused.ts';

/** Clocks differ: so many seconds are forgiven (F5). */
export const clockSkewSeconds = 60;
/** A token without `iat` may live this long at the most. */
const maxLifetimeSeconds = 600;
const maxInstant = 2 ** 33;

export interface Fault {
  readonly code: TokenErrorCode;
  readonly detail: string;
}

/**
 * Judges `exp`, `nbf` and `iat` (RFC 7519 §4.1.4–6), so that no token lives for ever (F5).
 *
 * @param now epoch seconds
 * @returns null where all is well
 */
export function timeFault(claims: Claims, now: number, maxAgeSeconds: number): Fault | null {
  for (const name of ['exp', 'iat', 'nbf']) {
    if (Object.hasOwn(claims, name) && !isInstant(claims[name])) {
      return {
        code: 'claim_invalid',
        detail: `The claim “${name}” is not a number of seconds since 1970.`,
      };
    }
  }
  const [exp, iat, nbf] = [instant(claims, 'exp'), instant(claims, 'iat'), instant(claims, 'nbf')];
  if (exp !== null && exp + clockSkewSeconds <= now)
    return { code: 'token_expired', detail: 'The token has expired (“exp”).' };
  if (nbf !== null && nbf - clockSkewSeconds > now)
    return { code: 'token_not_yet_valid', detail: 'The token is not valid yet (“nbf”).' };
  if (iat !== null && iat - clockSkewSeconds > now)
    return { code: 'token_not_yet_valid', detail: 'The token was made in the future (“iat”).' };
  if (iat !== null && iat + maxAgeSeconds + clockSkewSeconds < now) {
    return {
      code: 'token_too_old',
      detail: `The token was made longer than ${maxAgeSeconds} seconds ago (“iat”).`,
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

function isInstant(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= maxInstant;
}

function instant(claims: Claims, name: string): number | null {
  return Object.hasOwn(claims, name) ? (claims[name] as number) : null;
}
