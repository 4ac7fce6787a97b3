import { wrapPath } from '@dashboard/contract';
import type { SignInAttempt } from './sign-in-attempt.ts';

/**
 * Where a person is sent to sign in (S2): the authentication app's address with all that it already
 * has, `return_to` in characters that need no encoding, and `state`.
 */
export function authenticationAppAddress(
  identityProviderUri: string,
  attempt: SignInAttempt,
  siteAddress: string,
): string {
  const url = new URL(identityProviderUri);
  const returnTo = wrapPath(attempt.returnPath, siteAddress);
  // Written by hand, since URLSearchParams would turn the slashes into %2F, which some apps decode and some don't.
  url.search += `${url.search === '' ? '?' : '&'}return_to=${returnTo}&state=${attempt.state}`;
  return url.href;
}
