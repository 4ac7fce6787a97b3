import { DashboardError } from '../dashboard-error.ts';
import type { Site } from '../site.ts';
import { readBearerToken } from './bearer-token.ts';
import { comesFromListedOrigin } from './listed-origins.ts';
import type { Request, Server } from './server.ts';
import { readSessionCookies } from './session-cookie.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * An unsafe request must come from our own pages: the browser says so in `Sec-Fetch-Site`, older
 * ones in `Origin`. A script sends neither, and is accepted if it brings no session cookie.
 */
export function refuseCrossSite(server: Server, site: Site): void {
  server.addHook('onRequest', async (request) => {
    if (safeMethods.has(request.method) || isOwn(request, site)) return;
    if (request.routeOptions.config.takesCrossSite === true || needsNoCookie(request)) return;
    throw new DashboardError(
      'cross_site_request',
      'This request did not come from this site’s own pages.',
    );
  });
}

/**
 * The decision ignores everything that a browser adds by itself: the caller shows a token, or has
 * none to abuse.
 */
function needsNoCookie(request: Request): boolean {
  const { takesListedOrigins } = request.routeOptions.config;
  const isBearer = readBearerToken(request) !== null;
  if (takesListedOrigins !== undefined && comesFromListedOrigin(request))
    return isBearer || takesListedOrigins === 'without a session';
  const { origin, 'sec-fetch-site': fetchSite } = request.headers;
  return isBearer && origin === undefined && fetchSite === undefined;
}

function isOwn(request: Request, site: Site): boolean {
  const fetchSite = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (fetchSite !== undefined)
    return fetchSite === 'same-origin' && (origin === undefined || origin === site.origin);
  if (origin !== undefined) return origin === site.origin;
  return readSessionCookies(request, site).length === 0;
}
