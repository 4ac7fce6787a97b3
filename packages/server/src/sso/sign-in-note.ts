import { type Claims, readClaim } from '@dashboard/login-token';
import { isPlainAddress } from '../accounts/plain-address.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';

/** What the sign-in log has of a token with a valid signature: names and the email, no other values. */
export interface SignInNote {
  readonly email: string | null;
  /** JSON arrays of text. */
  readonly claimNames: string;
  readonly groupNames: string | null;
}

export function noteOf(claims: Claims, settings: JwtSettings): SignInNote {
  const email = readClaim(claims, settings.emailAttribute);
  return {
    email: isPlainAddress(email) ? email.toLowerCase() : null,
    claimNames: JSON.stringify(Object.keys(claims)),
    groupNames: groupNamesOf(readClaim(claims, settings.groupsAttribute)),
  };
}

/**
 * Providers leave a claim out of a token that would be too large, and name it in `_claim_names`
 * (OpenID Connect Core §5.6.2). Microsoft Entra ID does it with groups.
 *
 * @returns a sentence for the log, or null where nothing was left out
 */
export function omittedClaims(claims: Claims): string | null {
  const names = Object.hasOwn(claims, '_claim_names') ? claims._claim_names : undefined;
  if (typeof names !== 'object' || names === null || Array.isArray(names)) return null;
  const omitted = Object.keys(names)
    .slice(0, 10)
    .map((name) => name.slice(0, 60));
  if (omitted.length === 0) return null;
  return `The provider left claims out because there were too many values: ${JSON.stringify(omitted)}. They were treated as absent.`;
}

function groupNamesOf(value: unknown): string | null {
  const names = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(names)) return null;
  return JSON.stringify(names.filter((name) => typeof name === 'string'));
}
