import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import { findOnlyViewer, findViewer, type SignedInViewer } from '../sessions/find-viewer.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { Site } from '../site.ts';
import { readBearerToken } from './bearer-token.ts';
import type { Access, Request, Server } from './server.ts';
import { readSessionCookies } from './session-cookie.ts';

export interface AccessDeps {
  readonly database: Database;
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  readonly now: () => number;
}

/** In bytes: a login token has at most 32 KiB, and public routes accept nothing longer. */
const publicBodyLimit = 64 * 1024;

const levels: readonly Access[] = ['public', 'page', 'signed-in', 'administrator'];

/**
 * Access control: every route declares its access, or the server doesn't start. A caller without
 * access is refused before the body is read.
 */
export function guardRoutes(server: Server, deps: AccessDeps): void {
  server.decorateRequest('viewer', null);
  const declared: string[] = [];
  server.decorate('declaredRoutes', declared);
  server.addHook('onRoute', (route) => {
    if (route.config?.access === undefined || !levels.includes(route.config.access)) {
      throw new TypeError(`${String(route.method)} ${route.url} doesn't declare its access`);
    }
    if (route.config.access === 'public' && route.schema?.body !== undefined)
      route.bodyLimit ??= publicBodyLimit;
    for (const method of [route.method].flat())
      declared.push(`${route.config.access} ${method} ${route.url}`);
  });
  server.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access ?? 'public';
    if (access === 'public') return;
    request.viewer = await findRequestViewer(request, deps);
    if (access === 'page') return;
    if (request.viewer === null) throw new DashboardError('not_signed_in', 'Sign in first.');
    if (access === 'administrator' && !request.viewer.isAdministrator) {
      throw new DashboardError('not_allowed', 'This is for administrators.');
    }
  });
}

/**
 * The person whose live session a request brings; public routes that need it call this themselves.
 * Live sessions of different accounts count as none (X1).
 */
export async function findRequestViewer(
  request: Request,
  deps: AccessDeps,
): Promise<SignedInViewer | null> {
  const bearer = readBearerToken(request);
  // With a bearer token, a cookie is ignored.
  if (bearer !== null) return findViewer(deps.database, bearer, deps.lifetime, deps.now());
  const tokens = readSessionCookies(request, deps.site);
  const viewer = await findOnlyViewer(deps.database, tokens, deps.lifetime, deps.now());
  if (viewer !== 'several accounts') return viewer;
  request.hasSessionConflict = true;
  return null;
}
