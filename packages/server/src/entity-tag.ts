import { hash } from 'node:crypto';
import { DashboardError } from './dashboard-error.ts';

/** Stands for what an administrator edits: equal values have equal tags. @returns 16 hex digits */
export function tagOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value)).slice(0, 16);
}

/**
 * Keeps two people who edit the same thing from overwriting each other.
 *
 * @param expected what `If-Match` named, or null where it was absent
 * @throws DashboardError `changed_meanwhile`
 */
export function refuseStale(expected: readonly string[] | null, current: string): void {
  if (expected === null || expected.includes(current)) return;
  throw new DashboardError(
    'changed_meanwhile',
    'This was changed by somebody else in the meantime. Load it again, and look at what changed.',
  );
}
