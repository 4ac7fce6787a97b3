import type { Site } from '../site.ts';
import type { Request } from './server.ts';

/**
 * The route that matched a request, without the base path: `auth/sso`, `api/accounts/:id`, `*` for
 * pages. Rules about routes use this and never the raw path, which can write the same route in
 * other ways.
 *
 * @returns an empty text if no route matches
 */
export function matchedRoute({ routeOptions }: Request, { basePath }: Site): string {
  return routeOptions.url?.slice(basePath.length) ?? '';
}
