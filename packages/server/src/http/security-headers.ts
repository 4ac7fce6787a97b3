import type { Site } from '../site.ts';
import { matchedRoute } from './matched-route.ts';
import type { Reply, Request, Server } from './server.ts';

const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/**
 * The headers of every response: nothing is loaded from elsewhere, and no other site frames a page.
 */
const headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** The API's description is public. */
const cacheable = new Set(['api/openapi.json', 'api/docs']);

/** The headers that do not depend on the route. */
export function securityHeaders({ isHttps }: Site): Readonly<Record<string, string>> {
  return { ...headers, ...(isHttps && { 'strict-transport-security': 'max-age=31536000' }) };
}

/** Sets the headers of every response; the matched route decides which ones (F10). */
export function setSecurityHeaders(server: Server, site: Site): void {
  const always = securityHeaders(site);
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(always);
    const route = matchedRoute(request, site);
    if (route.startsWith('auth/') || /^auth\//i.test(restOf(request))) leaveNoTrace(reply);
    else if (route === '*' || (route.startsWith('api/') && !cacheable.has(route)))
      reply.header('cache-control', 'no-store');
    done();
  });
}

/**
 * The path that the route for pages, and for addresses without a route, matched; decoded by the
 * router.
 */
function restOf({ params }: Request): string {
  return (params as { readonly '*'?: string } | undefined)?.['*'] ?? '';
}

/** For responses during a sign-in: their addresses can contain tokens (F10). */
export function leaveNoTrace(reply: Reply): void {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
}
