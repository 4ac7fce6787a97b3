import type { Reply, Request } from './server.ts';

/**
 * The tags that `If-Match` names (RFC 9110 §13.1.1), without their quotes; an unknown tag matches
 * nothing.
 *
 * @returns null if the header is absent or `*`
 */
export function expectedTags(request: Request): readonly string[] | null {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return null;
  return [...header.matchAll(/(?:^|,)\s*"([\w-]+)"\s*(?=,|$)/g)].map(([, tag = '']) => tag);
}

export function setTag(reply: Reply, tag: string): Reply {
  return reply.header('etag', `"${tag}"`);
}
