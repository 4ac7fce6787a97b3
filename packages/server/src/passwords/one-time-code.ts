import { randomInt } from 'node:crypto';

/** Letters and digits that are not confused when they are read aloud. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * Creates a random one-time password or setup code.
 *
 * @returns twenty characters of thirty-one (about 99 bits), in four groups: `abcde-fghjk-…`
 */
export function createOneTimeCode(): string {
  const characters = Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]);
  return characters.join('').replaceAll(/(.{5})(?=.)/g, '$1-');
}
