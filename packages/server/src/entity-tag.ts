import { hash } from 'node:crypto';
import { DashboardError } from './dashboard-error.ts';

/**
 * The tag of the values that an administrator edits: equal values have equal tags. @returns 16 hex
 * digits
 */
export function tagOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value)).slice(0, 16);
}

/**
 * Keeps two people who edit the same thing from overwriting each other.
 *
 * @param expected the tag in `If-Match`, or null without the header
 * @throws DashboardError `changed_meanwhile`
 */
export function refuseStale(expected: readonly string[] | null, current: string): void {
  if (expected === null || expected.includes(current)) return;
  throw new DashboardError(
    'changed_meanwhile',
    'Another person has changed this in the meantime. Reload and check the changes.',
  );
}

/**
 * The tags that `If-Match` names (RFC 9110 §13.1.1), without their quotes; an unknown tag matches
 * nothing.
 *
 * @returns null if the header is absent or `*`
 */
export function expectedTags(request: {
  readonly headers: { readonly 'if-match'?: string | undefined };
}): readonly string[] | null {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return null;
  return [...header.matchAll(/(?:^|,)\s*"([\w-]+)"\s*(?=,|$)/g)].map(([, tag = '']) => tag);
}

/** Sends the tag with a response (RFC 9110 §8.8.3). @returns the response */
export function setTag<T extends { header(name: 'etag', value: string): unknown }>(
  reply: T,
  tag: string,
): T {
  reply.header('etag', `"${tag}"`);
  return reply;
}
