import type { NumberFormat } from '@dashboard/contract';
import { describe, expect, test } from 'vitest';
import { isNaming, numberWriter } from './format-number.ts';

const locale = 'en-US';

test.each<[number, NumberFormat, string]>([
  [1234567, 'plain', '1,234,567'],
  [0.126, 'plain', '0.13'],
  [1234.5, 'currency', '$1,234.50'],
  [1234, 'currency', '$1,234'],
  [0.256, 'percent', '25.6%'],
])('writes %d in the %s format as %s', (value, format, text) => {
  expect(numberWriter(format, { locale })(value)).toBe(text);
});

test.each<[number, NumberFormat, string]>([
  [1234567, 'plain', '1.2M'],
  [45000, 'currency', '$45K'],
  [0.5, 'percent', '50%'],
])('writes %d on an axis in the %s format as %s', (value, format, text) => {
  expect(numberWriter(format, { isShort: true, locale })(value)).toBe(text);
});

describe('isNaming', () => {
  test.each(['id', 'order_id', 'year', 'Birth_Year'])(
    'recognizes %s as an identifier',
    (column) => {
      expect(isNaming(column)).toBe(true);
    },
  );

  test.each(['paid', 'years', 'revenue', 'identity'])('recognizes %s as a count', (column) => {
    expect(isNaming(column)).toBe(false);
  });
});
