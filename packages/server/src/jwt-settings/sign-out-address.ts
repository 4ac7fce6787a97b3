import type { Site } from '../site.ts';
import type { JwtSettings } from './jwt-settings.ts';

/**
 * Where a person goes after signing out: the company's own sign-out, with our address to return to
 * (OpenID Connect RP-Initiated Logout 1.0 §2), or our page, which never starts a sign-in by itself.
 */
export function signOutAddress(
  { enabled, logoutUri, clientId }: Pick<JwtSettings, 'enabled' | 'logoutUri' | 'clientId'>,
  site: Site,
): string {
  if (!enabled || logoutUri === null) return `${site.basePath}auth/signed-out`;
  const url = new URL(logoutUri);
  url.searchParams.set('post_logout_redirect_uri', `${site.address}auth/signed-out`);
  url.searchParams.set('client_id', clientId);
  return url.href;
}
