import type { Actor } from '../audit/audit-store.ts';
import type { Browser } from '../sessions/open-session.ts';
import type { Site } from '../site.ts';
import { type Request, viewerOf } from './server.ts';
import { readSessionCookies } from './session-cookie.ts';

/** The browser of a request: its address as trusted proxies report it, and its user agent. */
export function browserOf(request: Request, site: Site): Browser {
  const [sessionToken = null, ...otherSessionTokens] = readSessionCookies(request, site);
  return {
    address: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 400),
    sessionToken,
    otherSessionTokens,
  };
}

/** Whether the caller prefers JSON to a page. */
export function wantsJson(request: Request): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

/** The signed-in person behind a change, for the audit log. */
export function actorOf(request: Request): Actor {
  const { row } = viewerOf(request);
  return { kind: 'account', accountId: row.id, email: row.email, address: request.ip };
}
