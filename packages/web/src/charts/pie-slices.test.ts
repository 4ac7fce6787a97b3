import { expect, test } from 'vitest';
import { pieSlices } from './pie-slices.ts';

function slicesOf(values: readonly (number | null)[]) {
  const labels = values.map((_, index) => `n${index}`);
  return pieSlices({
    keys: labels,
    labels,
    isDated: false,
    xName: '',
    series: [{ name: 'y', values }],
  });
}

test('omits values that are no part of a whole and begins with the largest', () => {
  expect(slicesOf([1, 5, null, 0, -3])).toEqual([
    { name: 'n1', value: 5 },
    { name: 'n0', value: 1 },
  ]);
});

test('keeps eight slices, and combines the smallest of more into one', () => {
  expect(slicesOf([8, 7, 6, 5, 4, 3, 2, 1])).toHaveLength(8);
  const many = slicesOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(many).toHaveLength(8);
  expect(many.at(-1)).toEqual({ name: '3 others', value: 6, isRest: true });
});
