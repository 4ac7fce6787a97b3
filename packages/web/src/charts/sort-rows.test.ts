import { expect, test } from 'vitest';
import { nextSorting, sortRows } from './sort-rows.ts';

const rows = [
  ['b10', 3],
  ['b9', null],
  ['a', 20],
  [null, 1],
] as (string | number | null)[][];
const column = (index: number, isDescending: boolean) =>
  sortRows(rows, { column: index, isDescending }).map((row) => row[index]);

test('does not change the order of the rows without a sort', () => {
  expect(sortRows(rows, null)).toBe(rows);
});

test('sorts numbers by size, not as text, with empty values last in both directions', () => {
  expect(column(1, false)).toEqual([1, 3, 20, null]);
  expect(column(1, true)).toEqual([20, 3, 1, null]);
});

test('sorts text so that b9 comes before b10', () => {
  expect(column(0, false)).toEqual(['a', 'b9', 'b10', null]);
});

test('cycles from ascending to descending to the order of the result', () => {
  const first = nextSorting(null, 1);
  const second = nextSorting(first, 1);
  expect(first).toEqual({ column: 1, isDescending: false });
  expect(second).toEqual({ column: 1, isDescending: true });
  expect(nextSorting(second, 1)).toBeNull();
  expect(nextSorting(second, 0)).toEqual({ column: 0, isDescending: false });
});
