import { readReturnPath, unwrapHandle } from '@dashboard/contract';
import type { Site } from '../site.ts';
import { SignInRefused } from './sign-in-refused.ts';

/**
 * The return path that came back (F1), with a `/go/…` handle opened.
 *
 * @returns a path on this site, or null where none was given
 * @throws SignInRefused `return_to_invalid`
 */
export function readReturnTo(value: string | undefined, site: Site): string | null {
  const path = readReturnPath(value, site.address);
  const target =
    path === null || path === 'invalid' ? path : (unwrapHandle(path, site.address) ?? path);
  if (target === 'invalid') {
    throw new SignInRefused(
      'return_to_invalid',
      'F1',
      'The return address is not an address on this site.',
    );
  }
  return target;
}
