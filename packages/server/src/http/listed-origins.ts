import type { Reply, Request, Server } from './server.ts';

/**
 * Lets programs in pages of the listed sites call the routes that allow it (CORS). Never with
 * cookies: `Access-Control-Allow-Credentials` is never sent, so they sign in with a token (X4).
 */
export function shareWithListedOrigins(server: Server): void {
  const answered = new Set<string>();
  server.addHook('onRoute', ({ url, config }) => {
    if (config?.takesListedOrigins === undefined || answered.has(url)) return;
    answered.add(url);
    server.options(
      url,
      { config: { access: 'public', isPreflight: true }, schema: { hide: true } },
      (_request, reply) => reply.code(204).send(),
    );
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { takesListedOrigins, isPreflight } = request.routeOptions.config;
    if (takesListedOrigins !== undefined || isPreflight === true)
      allowReading(request, reply, isPreflight === true);
    done();
  });
}

/** Whether a request comes from a page of a listed site. */
export function comesFromListedOrigin({ headers, embeddingOrigins }: Request): boolean {
  return headers.origin !== undefined && embeddingOrigins.includes(headers.origin);
}

function allowReading(request: Request, reply: Reply, isPreflight: boolean): void {
  reply.header('vary', 'Origin');
  if (!comesFromListedOrigin(request)) return;
  reply.header('access-control-allow-origin', request.headers.origin);
  reply.header('access-control-expose-headers', 'retry-after');
  if (!isPreflight) return;
  reply
    .header('access-control-allow-methods', 'GET, POST, DELETE')
    .header('access-control-allow-headers', 'authorization, content-type')
    .header('access-control-max-age', '600');
}
