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

function groupNamesOf(value: unknown): string | null {
  const names = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(names)) return null;
  return JSON.stringify(names.filter((name) => typeof name === 'string'));
}
