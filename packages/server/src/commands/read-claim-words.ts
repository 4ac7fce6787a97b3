import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { StartRefused } from '../start-refused.ts';

/** Who a token is about, as it stands on the command line. */
export interface ClaimWords {
  readonly email: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  /** One for each `--group`; undefined where there is none. */
  readonly groups: readonly string[] | undefined;
  /** `key=value`, one for each `--claim`. */
  readonly claims: readonly string[] | undefined;
}

/**
 * The claims, under the names that the settings give them.
 *
 * @throws StartRefused where a `--claim` has no `=`
 */
export function readClaimWords(words: ClaimWords, settings: JwtSettings): Record<string, unknown> {
  const named = {
    [settings.emailAttribute]: words.email,
    [settings.firstNameAttribute]: words.firstName,
    [settings.lastNameAttribute]: words.lastName,
    [settings.groupsAttribute]: words.groups,
  };
  const present = Object.entries(named).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...(words.claims ?? []).map(readClaimWord), ...present]);
}

function readClaimWord(word: string): [key: string, value: unknown] {
  const equals = word.indexOf('=');
  if (equals > 0) return [word.slice(0, equals), readValue(word.slice(equals + 1))];
  throw new StartRefused(`--claim ${word}: write it as KEY=VALUE.`);
}

/** JSON where it is JSON, and else a text. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
