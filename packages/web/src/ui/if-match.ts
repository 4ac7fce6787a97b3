import type { Versioned } from '../api/versioned.ts';

/**
 * The version that a form's change is made against. What others changed elsewhere, or this page by
 * another of its sections, is no collision: only a change of the very values that the form began with is.
 *
 * @param began what the form was filled from
 * @param latest what the server says now
 * @param pick the values that the form edits
 */
export function versionToMatch<T>(
  began: Versioned<T>,
  latest: Versioned<T>,
  pick: (value: T) => unknown,
): string | null {
  const isSame = JSON.stringify(pick(began.value)) === JSON.stringify(pick(latest.value));
  return isSame ? latest.etag : began.etag;
}
