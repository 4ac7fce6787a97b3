import type { Question } from '@dashboard/contract';

/** The id in `/question/<id>-<slug>`: the digits before the first `-`, or null where they are no id. */
export function questionId(idSlug: string): number | null {
  const match = /^([1-9]\d{0,14})(?:-|$)/.exec(idSlug);
  return match === null ? null : Number(match[1]);
}

/** The last part of a question's right address. */
export function idSlugOf({ id, slug }: Pick<Question, 'id' | 'slug'>): string {
  return slug === '' ? String(id) : `${id}-${slug}`;
}
