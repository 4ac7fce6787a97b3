import type { Fault } from './check-times.ts';
import type { Claims } from './claims.ts';

/** The names that a token must have; null if the settings do not require one. */
export interface ExpectedNames {
  readonly issuer: string | null;
  readonly audience: string | null;
  /** The accepted audiences of a token if no audience is set. */
  readonly ownAudiences: readonly string[];
}

/**
 * Checks `aud`, `iss` and `jti` (F6; RFC 7519 §4.1.1, §4.1.3, §4.1.7). A null claim counts as
 * absent.
 *
 * @returns null for a valid token
 */
export function nameFault(
  claims: Claims,
  { issuer, audience, ownAudiences }: ExpectedNames,
): Fault | null {
  const audiences = readAudiences(claims);
  if (audiences === 'invalid')
    return {
      code: 'claim_invalid',
      detail: 'The claim “aud” must be a string or an array of strings.',
    };
  const accepted = audience === null ? ownAudiences : [audience];
  const isRequired = audience !== null || audiences !== null;
  if (isRequired && !accepted.some((name) => audiences?.includes(name))) {
    return { code: 'token_audience', detail: 'The token is for another audience (“aud”).' };
  }
  if (issuer !== null && own(claims, 'iss') !== issuer) {
    return { code: 'token_issuer', detail: issuerDetail(own(claims, 'iss'), issuer) };
  }
  const jti = own(claims, 'jti');
  if (jti !== null && (typeof jti !== 'string' || jti.length > 256)) {
    return {
      code: 'claim_invalid',
      detail: 'The claim “jti” must be a string of at most 256 characters.',
    };
  }
  return null;
}

/** The slash at the end of an issuer is the most frequent difference, and easy to overlook. */
function issuerDetail(iss: unknown, issuer: string): string {
  const isSlash = typeof iss === 'string' && (iss === `${issuer}/` || `${iss}/` === issuer);
  return isSlash
    ? 'The claim “iss” differs from the issuer setting only by a slash at the end.'
    : 'The claim “iss” must be exactly the issuer setting.';
}

function readAudiences(claims: Claims): readonly string[] | null | 'invalid' {
  const aud = own(claims, 'aud');
  if (aud === null) return null;
  const names: unknown[] = Array.isArray(aud) ? aud : [aud];
  return names.every((name) => typeof name === 'string') ? names : 'invalid';
}

/** @returns null if the claim is absent */
function own(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? (claims[name] ?? null) : null;
}
