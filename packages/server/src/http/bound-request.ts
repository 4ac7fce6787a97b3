import type { IncomingMessage } from 'node:http';
import { invalidValues } from '../dashboard-error.ts';
import type { Site } from '../site.ts';
import { matchedRoute } from './matched-route.ts';
import type { Server } from './server.ts';

/** No page or route needs as many. */
const maxParameters = 100;

/** `DASHBOARD_TRUST_PROXY` trusts at most 32; an address is read for each. */
const maxHops = 40;

/**
 * Removes parts of a request that are slow to read and have no meaning here, before anything reads
 * it: cookies of other applications, a query of more than 100 parameters, and the first of very
 * many proxies.
 *
 * @returns the address to route by
 */
export function boundRequest({ url = '/', headers }: IncomingMessage): string {
  if (headers.cookie !== undefined) headers.cookie = ownCookies(headers.cookie);
  const forwarded = headers['x-forwarded-for'];
  if (typeof forwarded === 'string')
    headers['x-forwarded-for'] = forwarded.split(',').slice(-maxHops).join(',');
  const start = url.indexOf('?');
  return start >= 0 && hasTooManyParameters(url, start) ? url.slice(0, start) : url;
}

/** A page ignores such a query; any other route refuses the request. */
export function refuseLongQueries(server: Server, site: Site): void {
  server.addHook('onRequest', async (request) => {
    if (request.url === request.originalUrl || matchedRoute(request, site) === '*') return;
    throw invalidValues({ query: `A query can have at most ${maxParameters} parameters.` });
  });
}

function ownCookies(header: string): string {
  return header
    .split(';')
    .filter((pair) => pair.includes('dashboard_'))
    .join(';');
}

/** Whether a query or a form has more than 100 parameters, from `start` on. */
export function hasTooManyParameters(text: string, start = -1): boolean {
  let at = start;
  for (let count = 0; count < maxParameters; count += 1) {
    at = text.indexOf('&', at + 1);
    if (at < 0) return false;
  }
  return true;
}
