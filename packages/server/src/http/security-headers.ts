import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import type { Site } from '../site.ts';
import type { Reply, Server } from './server.ts';

/**
 * The headers that every answer carries: nothing is loaded from elsewhere, no script or style stands in
 * a page, nobody frames us, and no address with a token in it is passed on as a referrer. They are the
 * same for every answer, so helmet is asked once.
 */
export function setSecurityHeaders(server: Server, site: Site): void {
  const headers = headersOf(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: site.isHttps
        ? { maxAge: 31_536_000, includeSubDomains: false }
        : false,
      referrerPolicy: { policy: 'same-origin' },
      frameguard: { action: 'deny' },
    }),
  );
  const whereTokensPass = `${site.basePath}auth/`;
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    if (request.url.startsWith(whereTokensPass)) leaveNoTrace(reply);
    done();
  });
}

/** What the browser gets on its way through a sign-in is nobody else's business (F10). */
export function leaveNoTrace(reply: Reply): void {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What a middleware would set, gathered from it. */
function headersOf(middleware: Middleware): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
