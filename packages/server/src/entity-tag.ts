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
