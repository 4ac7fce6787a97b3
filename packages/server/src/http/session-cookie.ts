import type { Site } from '../site.ts';
import type { Reply, Request } from './server.ts';

/**
 * The prefix that makes a browser hold a cookie to its promises (RFC 6265bis §4.1.3): `__Host-` needs
 * `Path=/`, so under a sub-path it is `__Secure-`; on plain http there is none.
 */
export function cookiePrefix({ isHttps, basePath }: Site): '__Host-' | '__Secure-' | '' {
  if (!isHttps) return '';
  return basePath === '/' ? '__Host-' : '__Secure-';
}

/** What every cookie of ours is set with (X1, S5). */
export function cookieOptions({ isHttps, basePath }: Site) {
  return { path: basePath, httpOnly: true, sameSite: 'lax', secure: isHttps } as const;
}

export function sessionCookieName(site: Site): string {
  return `${cookiePrefix(site)}dashboard_session`;
}

export function readSessionCookie(request: Request, site: Site): string | null {
  return request.cookies[sessionCookieName(site)] ?? null;
}

export function setSessionCookie(reply: Reply, site: Site, token: string, expiresAt: number): void {
  reply.setCookie(sessionCookieName(site), token, {
    ...cookieOptions(site),
    expires: new Date(expiresAt),
  });
}

export function clearSessionCookie(reply: Reply, site: Site): void {
  reply.clearCookie(sessionCookieName(site), cookieOptions(site));
}
