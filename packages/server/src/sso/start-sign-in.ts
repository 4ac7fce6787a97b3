import { wrapPath } from '@dashboard/contract';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { codeChallengeOf } from './pkce.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';

/**
 * Where a person is sent to sign in (S2): the authentication app's address with all that it already
 * has, `return_to` in characters that need no encoding, and `state`; in the flow with PKCE the
 * challenge (S3), and with a token endpoint what OpenID Connect asks for (S4).
 */
export function authenticationAppAddress(
  {
    identityProviderUri,
    tokenEndpoint,
    clientId,
    scope,
  }: Pick<JwtSettings, 'tokenEndpoint' | 'clientId' | 'scope'> & {
    readonly identityProviderUri: string;
  },
  attempt: SignInAttempt,
  siteAddress: string,
): string {
  const url = new URL(identityProviderUri);
  const returnTo = wrapPath(attempt.returnPath, siteAddress);
  const added = new URLSearchParams();
  if (attempt.verifier !== null) {
    added.set('code_challenge', codeChallengeOf(attempt.verifier));
    added.set('code_challenge_method', 'S256');
  }
  if (tokenEndpoint !== null && attempt.nonce !== null) {
    added.set('response_type', 'code');
    added.set('client_id', clientId);
    added.set('redirect_uri', redirectUri(siteAddress));
    added.set('scope', scope);
    added.set('nonce', attempt.nonce);
  }
  const more = added.size === 0 ? '' : `&${added}`;
  // Written by hand, since URLSearchParams would turn the slashes into %2F, which some apps decode and some don't.
  url.search += `${url.search === '' ? '?' : '&'}return_to=${returnTo}&state=${attempt.state}${more}`;
  return url.href;
}

/** Where a code comes back to; the token endpoint is told the same (RFC 6749 §4.1.3). */
export function redirectUri(siteAddress: string): string {
  return `${siteAddress}auth/sso`;
}
