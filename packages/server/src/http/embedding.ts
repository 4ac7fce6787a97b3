import type { Reply, Request, Server } from './server.ts';

/** Lets every request know which sites may show questions in a frame, as it is set at that moment. */
export function knowEmbeddingOrigins(server: Server, origins: () => readonly string[]): void {
  server.decorateRequest('embeddingOrigins', { getter: origins });
}

/** Whether an answer becomes a page inside another one, as the browser says (Fetch Metadata). */
export function isFramed({ headers }: Request): boolean {
  return ['iframe', 'frame', 'embed', 'object'].includes(String(headers['sec-fetch-dest']));
}

/**
 * Whether a cookie that is set now may have to be kept inside another site's page. A browser too old to
 * say where its page is shown gets the benefit of the doubt.
 */
export function needsFrameCookies(request: Request): boolean {
  if (request.embeddingOrigins.length === 0) return false;
  return request.headers['sec-fetch-dest'] === undefined || isFramed(request);
}

/** Lets the listed sites, and nobody else, show this answer in a frame. */
export function allowFraming(reply: Reply): void {
  const { embeddingOrigins } = reply.request;
  if (embeddingOrigins.length === 0) return;
  const policy = String(reply.getHeader('content-security-policy')).replace(
    "frame-ancestors 'none'",
    `frame-ancestors ${embeddingOrigins.join(' ')}`,
  );
  // The older header can't name anybody; where both are there some browsers obey it.
  reply.removeHeader('x-frame-options').header('content-security-policy', policy);
}
