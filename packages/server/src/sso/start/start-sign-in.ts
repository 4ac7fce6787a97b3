import { wrapPath } from '@dashboard/contract';
import { findRequestViewer } from '../../http/access.ts';
import type { Reply } from '../../http/server.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { currentSettings, type SignInContext } from '../sign-in-context.ts';
import { rememberAttempt } from './attempt-cookies.ts';
import { readReturnTo } from './return-to.ts';
import { codeChallengeOf, newAttempt, type SignInAttempt } from './sign-in-attempt.ts';

/**
 * Starts a sign-in (section 2): redirects to the authentication app, with an attempt to remember. A
 * person who is signed in goes straight to the return path (S6).
 *
 * @throws SignInRefused `return_to_invalid`, `sso_not_configured`
 */
export async function startSignIn(
  context: SignInContext,
  returnTo: string | undefined,
): Promise<Reply> {
  const { deps, request, reply, arrivedAt } = context;
  const returnPath = readReturnTo(context, returnTo) ?? deps.site.basePath;
  const { settings } = await currentSettings(context);
  if ((await findRequestViewer(request, deps)) !== null) return reply.redirect(returnPath, 302);
  const attempt = newAttempt(returnPath, settings, arrivedAt);
  rememberAttempt(context, attempt);
  return reply.redirect(authenticationAppAddress(settings, attempt, deps.site.address), 302);
}

/**
 * The address where a person signs in (S2): the authentication app's own with all that it already has,
 * `return_to` in characters that need no encoding, and `state`; in the flow with PKCE the challenge
 * (S3), and with a token endpoint what OpenID Connect requires (S4).
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
  // Concatenated, since URLSearchParams would encode slashes as %2F, which only some apps decode.
  url.search += `${url.search === '' ? '?' : '&'}return_to=${returnTo}&state=${attempt.state}${more}`;
  return url.href;
}

/** Where a code comes back to; the token endpoint gets the same value (RFC 6749 §4.1.3). */
export function redirectUri(siteAddress: string): string {
  return `${siteAddress}auth/sso`;
}
