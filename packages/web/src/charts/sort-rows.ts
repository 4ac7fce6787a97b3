import type { ResultTable, ResultValue } from '@dashboard/contract';

export interface Sorting {
  readonly column: number;
  readonly isDescending: boolean;
}

type Row = ResultTable['rows'][number];

/** The sorted rows; empty values are last in both directions, and ties keep the result's order. */
export function sortRows(rows: readonly Row[], sorting: Sorting | null): readonly Row[] {
  if (sorting === null) return rows;
  const { column, isDescending } = sorting;
  const collator = new Intl.Collator(undefined, { numeric: true });
  return rows.toSorted((a, b) => {
    const [one, other] = [a[column] ?? null, b[column] ?? null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order = compare(one, other, collator);
    return isDescending ? -order : order;
  });
}

/**
 * The next order after a click on a column's header: ascending, descending, then the result's own
 * order.
 */
export function nextSorting(sorting: Sorting | null, column: number): Sorting | null {
  if (sorting?.column !== column) return { column, isDescending: false };
  return sorting.isDescending ? null : { column, isDescending: true };
}

function compare(
  one: Exclude<ResultValue, null>,
  other: Exclude<ResultValue, null>,
  collator: Intl.Collator,
): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return collator.compare(String(one), String(other));
}
