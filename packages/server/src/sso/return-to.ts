import { readReturnPathLeniently, unwrapHandle } from '@dashboard/contract';
import type { Site } from '../site.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** The return path of a sign-in, as far as the request named one. */
export interface ReturnTo {
  /** A path on this site, or null where none was given or none could be read. */
  readonly path: string | null;
  /** What the sign-in log says about a value that was changed, or null. */
  readonly note: string | null;
}

/**
 * Reads `return_to` (F1), with a `/go/…` handle opened.
 *
 * @throws SignInRefused `return_to_invalid`
 */
export function readReturnTo(value: string | undefined, site: Site): ReturnTo {
  const read = readReturnPathLeniently(value, site.address);
  if (read === 'invalid') throw returnToInvalid();
  const { path, flaw } = read;
  const target = path === null ? null : (unwrapHandle(path, site.address) ?? path);
  if (target === 'invalid') throw returnToInvalid();
  return { path: target, note: flaw === null ? null : notes[flaw] };
}

const notes = {
  'too long': 'The “return_to” was longer than 2,048 characters, so its query was ignored.',
  'without base path': 'The “return_to” had no base path, so it was added.',
  unreadable:
    'The “return_to” could not be read as an address of this site, so it was ignored. It may have been encoded twice.',
} as const;

function returnToInvalid(): SignInRefused {
  return new SignInRefused(
    'return_to_invalid',
    'F1',
    'The “return_to” is not an address on this site.',
  );
}
