import { type Claims, readClaim } from '@dashboard/login-token';
import { isPlainAddress } from '../accounts/plain-address.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';

/** What the sign-in log has of a token with a valid signature: names and the email, no other values. */
export interface SignInNote {
  readonly email: string | null;
  readonly claimNames: readonly string[];
  /** Null where the token has no groups. */
  readonly groupNames: readonly string[] | null;
}

/** Reads a note from the claims of a token with a valid signature (section 11 of the protocol page). */
export function noteOf(claims: Claims, settings: JwtSettings): SignInNote {
  const email = readClaim(claims, settings.emailAttribute);
  return {
    email: isPlainAddress(email) ? email.toLowerCase() : null,
    claimNames: Object.keys(claims),
    groupNames: groupNamesOf(readClaim(claims, settings.groupsAttribute)),
  };
}

const maxNames = 50;
/** Of the names of one kind together, as UTF-16 code units. */
const maxCharacters = 2_000;

/** The first names of a list, as many as a refusal's row may hold. */
export interface ShortenedNames {
  readonly names: readonly string[];
  /** A sentence about the names that were left out, or null. */
  readonly omitted: string | null;
}

/** Shortens a list for a refusal's row: the same token can be sent again and again. */
export function shortenNames(kind: 'claim' | 'group', all: readonly string[]): ShortenedNames {
  const names: string[] = [];
  let room = maxCharacters;
  for (const name of all) {
    room -= name.length;
    if (names.length === maxNames || room < 0) break;
    names.push(name);
  }
  const isWhole = names.length === all.length;
  const omitted = `This row has ${names.length} of ${all.length} ${kind} names.`;
  return { names, omitted: isWhole ? null : omitted };
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

function groupNamesOf(value: unknown): readonly string[] | null {
  const names = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(names)) return null;
  return names.filter((name) => typeof name === 'string');
}
