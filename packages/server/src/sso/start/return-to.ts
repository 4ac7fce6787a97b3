import { readReturnPathLeniently, unwrapHandle } from '@dashboard/contract';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { SignInContext } from '../sign-in-context.ts';

/**
 * Reads `return_to` (F1), with a `/go/…` handle resolved, and notes for the log what was changed.
 *
 * @returns a path on this site, or null if none was given or none could be read
 * @throws SignInRefused `return_to_invalid`
 */
export function readReturnTo(
  { deps: { site }, notes }: Pick<SignInContext, 'deps' | 'notes'>,
  value: string | undefined,
): string | null {
  const read = readReturnPathLeniently(value, site.address);
  if (read === 'invalid') throw returnToInvalid();
  const { path, flaw } = read;
  const target = path === null ? null : (unwrapHandle(path, site.address) ?? path);
  if (target === 'invalid') throw returnToInvalid();
  if (flaw !== null) notes.push(flawNotes[flaw]);
  return target;
}

const flawNotes = {
  'too long': 'The “return_to” was longer than 2,048 characters, so its query was ignored.',
  'without base path': 'The “return_to” had no base path, so it was added.',
  unreadable:
    'The “return_to” could not be read as an address of this site, so it was ignored. It may have been encoded twice.',
} as const;

/**
 * The path that a handle of `/go/…` holds (S2), after the checks of F1.
 *
 * @throws SignInRefused `return_to_invalid`
 */
export function resolveHandle({ deps: { site } }: SignInContext, handle: string): string {
  const target = unwrapHandle(`${site.basePath}go/${handle}`, site.address);
  if (target !== null && target !== 'invalid') return target;
  throw new SignInRefused('return_to_invalid', 'F1', 'The handle holds no address on this site.');
}

function returnToInvalid(): SignInRefused {
  return new SignInRefused(
    'return_to_invalid',
    'F1',
    'The “return_to” is not an address on this site.',
  );
}
