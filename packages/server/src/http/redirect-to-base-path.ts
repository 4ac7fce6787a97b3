import type { Site } from '../site.ts';
import type { Server } from './server.ts';

/**
 * Under a base path, such as `/bi/`, redirects a browser that opens `/bi`, or a page without the
 * base path, to the same page under it. Programs get 404 there.
 */
export function redirectToBasePath(server: Server, { basePath }: Site): void {
  if (basePath === '/') return;
  const config = { access: 'public' } as const;
  server.get(basePath.slice(0, -1), { config, schema: { hide: true } }, (request, reply) =>
    reply.redirect(basePath + queryOf(request.url), 302),
  );
  server.get('/*', { config, schema: { hide: true } }, (request, reply) => {
    const { url, headers } = request;
    // Only one slash at the start, and nothing that a browser would read as another host.
    const isPage = /^\/(?![/\\])/.test(url) && !/^\/(?:api|auth|assets)(?:[/?]|$)/i.test(url);
    if (!isPage || headers.accept?.includes('text/html') !== true) return reply.callNotFound();
    return reply.redirect(basePath + url.slice(1), 302);
  });
}

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}
