import type { Site } from '../site.ts';
import { needsFrameCookies } from './embedding.ts';
import type { Reply, Request, Server } from './server.ts';

/**
 * The prefix that makes a browser enforce the attributes of a cookie (RFC 6265bis §4.1.3):
 * `__Host-` needs `Path=/`, so under a sub-path it is `__Secure-`; on plain http there is none.
 */
export function cookiePrefix({ isHttps, basePath }: Site): '__Host-' | '__Secure-' | '' {
  if (!isHttps) return '';
  return basePath === '/' ? '__Host-' : '__Secure-';
}

/** The attributes of a cookie of ours (X1, S5). */
interface CookieOptions {
  readonly path: string;
  readonly httpOnly: true;
  readonly sameSite: 'lax' | 'none';
  readonly secure: boolean;
  readonly partitioned: boolean;
}

/**
 * The attributes of a new cookie. One for a frame in another site's page is `Partitioned`: it is
 * valid within that site's pages only, and third-party cookies can stay blocked.
 *
 * @param request the request that a cookie of a sign-in is set for; without one it is never for a
 * frame
 */
export function cookieOptions(site: Site, request: Request | null = null): CookieOptions {
  if (request !== null && needsFrameCookies(request)) return partitioned(site);
  const { basePath, isHttps } = site;
  return { path: basePath, httpOnly: true, sameSite: 'lax', secure: isHttps, partitioned: false };
}

function partitioned({ basePath }: Site): CookieOptions {
  return { path: basePath, httpOnly: true, sameSite: 'none', secure: true, partitioned: true };
}

/** Whether a browser sends any cookie of ours (S8). */
export function bringsCookies({ cookies }: Request): boolean {
  return Object.keys(cookies).some((name) => name.includes('dashboard_'));
}

function sessionCookieName(site: Site): string {
  return `${cookiePrefix(site)}dashboard_session`;
}

/** More than browsers store for a host, so that planted cookies cannot hide the valid one. */
const maxSessionCookies = 200;

/**
 * The session tokens that a browser sends. There can be several cookies of the name: a partitioned
 * one and one that is not, or planted ones. The header is read exactly as browsers write it (RFC
 * 6265 §4.2.1): only blanks and tabs around a pair are removed, so a name with any other byte is
 * not ours.
 */
export function readSessionCookies(request: Request, site: Site): readonly string[] {
  const pairs = new RegExp(
    `(?:^|;)[ \\t]*${sessionCookieName(site)}=([\\w-]{43})[ \\t]*(?=;|$)`,
    'g',
  );
  const tokens = new Set<string>();
  for (const [, token = ''] of (request.headers.cookie ?? '').matchAll(pairs)) {
    tokens.add(token);
    if (tokens.size === maxSessionCookies) break;
  }
  return [...tokens];
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

/**
 * Clears the session cookies of a request that brought live sessions of different accounts (X1).
 * Call it before the cookie plugin is registered: what a route sets comes later in the response and
 * takes precedence.
 */
export function clearConflictingSessions(server: Server, site: Site): void {
  server.decorateRequest('hasSessionConflict', false);
  server.addHook('onSend', async (request, reply, payload) => {
    if (!request.hasSessionConflict) return payload;
    const cleared = { maxAge: 0, expires: new Date(0) } as const;
    const variants = [cookieOptions(site)];
    if (site.isHttps) variants.push(partitioned(site));
    for (const options of variants)
      reply.header(
        'set-cookie',
        server.serializeCookie(sessionCookieName(site), '', { ...options, ...cleared }),
      );
    return payload;
  });
}
