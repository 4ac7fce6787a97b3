import type { Versioned } from '../api/versioned.ts';

/**
 * The version that a form sends as `If-Match`. A change of other values, by another person or by another
 * section of the page, is no conflict. A change of the values that the form edits is one.
 *
 * @param began what the form was filled with
 * @param latest the newest response of the server
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

export interface SaveAgainst<T, C> {
  readonly latest: Versioned<T>;
  readonly pick: (value: T) => unknown;
  readonly save: (change: C, etag: string | null) => Promise<Versioned<T>>;
}

/** Saves a change so that it cannot overwrite values which the user of the form has not seen. */
export function saveAgainst<T, C>(
  began: Versioned<T>,
  { latest, pick, save }: SaveAgainst<T, C>,
): (change: C) => Promise<Versioned<T>> {
  return (change) => save(change, versionToMatch(began, latest, pick));
}
