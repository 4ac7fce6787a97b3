import type { Reply, Request, Server } from './server.ts';

/** Tells every request which sites can currently show questions in a frame. */
export function knowEmbeddingOrigins(server: Server, origins: () => readonly string[]): void {
  server.decorateRequest('embeddingOrigins', { getter: origins });
}

/** Whether a response becomes a page inside another one, as the browser says (Fetch Metadata). */
export function isFramed({ headers }: Request): boolean {
  return ['iframe', 'frame', 'embed', 'object'].includes(String(headers['sec-fetch-dest']));
}

/**
 * Whether a cookie that is set now may have to be stored inside another site's page. True if an old
 * browser doesn't say where its page is shown.
 */
export function needsFrameCookies(request: Request): boolean {
  if (request.embeddingOrigins.length === 0) return false;
  return request.headers['sec-fetch-dest'] === undefined || isFramed(request);
}

/** Lets only the listed sites show this response in a frame. */
export function allowFraming(reply: Reply): void {
  const { embeddingOrigins } = reply.request;
  if (embeddingOrigins.length === 0) return;
  const policy = String(reply.getHeader('content-security-policy')).replace(
    "frame-ancestors 'none'",
    `frame-ancestors ${embeddingOrigins.join(' ')}`,
  );
  // The older header can't name origins; if both are there, some browsers obey it.
  reply.removeHeader('x-frame-options').header('content-security-policy', policy);
}
