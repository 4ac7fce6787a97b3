import type { Reply, Request } from './server.ts';

/**
 * The tag that `If-Match` names (RFC 9110 §13.1.1): without its quotes, or as it is where it is none of
 * ours, and then it fits nothing.
 *
 * @returns null where the header is absent or `*`
 */
export function expectedTag(request: Request): string | null {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return null;
  return /^"([\w-]+)"$/.exec(header)?.[1] ?? header;
}

export function setTag(reply: Reply, tag: string): Reply {
  return reply.header('etag', `"${tag}"`);
}
