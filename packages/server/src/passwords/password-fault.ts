import { readFileSync } from 'node:fs';

let common: ReadonlySet<string> | null = null;

/**
 * Validates a new password (W1): 10 to 128 characters, none of the common ones.
 *
 * @returns a sentence for the person who chose it, or null if it is valid
 */
export function passwordFault(password: string): string | null {
  const length = [...password].length;
  if (length < 10) return 'Use at least 10 characters.';
  if (length > 128) return 'Use at most 128 characters.';
  common ??= readCommonPasswords();
  if (common.has(password.toLowerCase())) return 'This password is too common. Choose another one.';
  return null;
}

/**
 * `common-passwords.txt` contains those of ten characters or more among the 49,000 most common, in
 * lower case, from zxcvbn-ts (MIT licence); shorter ones are refused by their length.
 */
function readCommonPasswords(): ReadonlySet<string> {
  return new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter(Boolean),
  );
}
