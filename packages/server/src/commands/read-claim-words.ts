import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { StartRefused } from '../start-refused.ts';

/** The claims about a person as command-line options. */
export interface ClaimWords {
  readonly email: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  /** One for each `--group`; undefined if there is none. */
  readonly groups: readonly string[] | undefined;
  /** `key=value`, one for each `--claim`. */
  readonly claims: readonly string[] | undefined;
}

/**
 * The claims, under the names that the settings give them.
 *
 * @throws StartRefused if a `--claim` has no `=`, or repeats a claim
 */
export function readClaimWords(words: ClaimWords, settings: JwtSettings): Record<string, unknown> {
  const named = [
    ['--email', settings.emailAttribute, words.email],
    ['--first-name', settings.firstNameAttribute, words.firstName],
    ['--last-name', settings.lastNameAttribute, words.lastName],
    ['--group', settings.groupsAttribute, words.groups],
  ] as const;
  const claims = new Map<string, unknown>();
  for (const [, key, value] of named) if (value !== undefined) claims.set(key, value);
  for (const [key, value] of (words.claims ?? []).map(readClaimWord)) {
    const option = named.find(([, name]) => name === key)?.[0] ?? '--claim';
    if (claims.has(key))
      throw new StartRefused(
        `--claim ${key}=… repeats a claim that ${option} sets. Remove one of them.`,
      );
    claims.set(key, value);
  }
  return Object.fromEntries(claims);
}

function readClaimWord(word: string): [key: string, value: unknown] {
  const equals = word.indexOf('=');
  if (equals > 0) return [word.slice(0, equals), readValue(word.slice(equals + 1))];
  throw new StartRefused(`--claim ${word}: write it as KEY=VALUE.`);
}

/** JSON if it is JSON, otherwise text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
