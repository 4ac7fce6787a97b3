import type { Site } from '../site.ts';
import { needsFrameCookies } from './embedding.ts';
import type { Reply, Request } from './server.ts';

/**
 * The prefix that makes a browser hold a cookie to its promises (RFC 6265bis §4.1.3): `__Host-` needs
 * `Path=/`, so under a sub-path it is `__Secure-`; on plain http there is none.
 */
export function cookiePrefix({ isHttps, basePath }: Site): '__Host-' | '__Secure-' | '' {
  if (!isHttps) return '';
  return basePath === '/' ? '__Host-' : '__Secure-';
}

/**
 * What every cookie of ours is set with (X1, S5). One that has to live inside another site's page is
 * `Partitioned`: it is good within that site's pages only, and third-party cookies may stay blocked.
 *
 * @param request the request that a cookie of a sign-in is set for; without one it is never for a frame
 */
export function cookieOptions({ isHttps, basePath }: Site, request: Request | null = null) {
  const always = { path: basePath, httpOnly: true } as const;
  if (request === null || !needsFrameCookies(request))
    return { ...always, sameSite: 'lax', secure: isHttps } as const;
  return { ...always, sameSite: 'none', secure: true, partitioned: true } as const;
}

/** Whether a browser keeps any cookie of ours (S8). */
export function bringsCookies({ cookies }: Request): boolean {
  return Object.keys(cookies).some((name) => name.includes('dashboard_'));
}

export function sessionCookieName(site: Site): string {
  return `${cookiePrefix(site)}dashboard_session`;
}

/**
 * The session tokens that a browser brings: one, or, where a page of a sister site frames us, two of
 * the same name, since a partitioned cookie and one that isn't stand beside each other.
 */
export function readSessionCookies(request: Request, site: Site): readonly string[] {
  const start = `${sessionCookieName(site)}=`;
  return (request.headers.cookie ?? '')
    .split(';', 200)
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length))
    .filter((value) => /^[\w-]{43}$/.test(value))
    .slice(0, 4);
}

export function setSessionCookie(reply: Reply, site: Site, token: string, expiresAt: number): void {
  reply.setCookie(sessionCookieName(site), token, {
    ...cookieOptions(site, reply.request),
    expires: new Date(expiresAt),
  });
}

export function clearSessionCookie(reply: Reply, site: Site): void {
  reply.clearCookie(sessionCookieName(site), cookieOptions(site, reply.request));
}
