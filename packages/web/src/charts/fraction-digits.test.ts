import type { NumberFormat } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { fractionDigits } from './fraction-digits.ts';

test.each<[readonly (number | null)[], NumberFormat, number]>([
  [[1, 2000], 'plain', 0],
  [[], 'plain', 0],
  [[219_686.4, 192_688.35, null], 'plain', 2],
  [[1.5, 2], 'plain', 1],
  [[1 / 3], 'plain', 2],
  [[0.0004, 2], 'plain', 4],
  [[1.5, 2], 'currency', 2],
  [[3, 2], 'currency', 0],
  [[0.256], 'percent', 1],
])('writes all of %j in the %s format with %d digits after the point', (values, format, digits) => {
  const rows = values.map((value) => [value]);
  expect(fractionDigits(rows, 0, format)).toBe(digits);
});
