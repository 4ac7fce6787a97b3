import type { Site } from '../site.ts';
import type { Request } from './server.ts';

/**
 * The route that answers a request, without the base path: `auth/sso`, `api/accounts/:id`, `*` for pages.
 * Rules about routes go by this and never by the raw path, which can spell the same route in other ways.
 *
 * @returns an empty text where no route matches
 */
export function matchedRoute({ routeOptions }: Request, { basePath }: Site): string {
  return routeOptions.url?.slice(basePath.length) ?? '';
}
