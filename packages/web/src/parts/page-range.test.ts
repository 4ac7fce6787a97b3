import { expect, test } from 'vitest';
import { pageCount, rangeWords } from './page-range.ts';

test.each([
  [1, 1, '1 in total'],
  [1, 50, '50 in total'],
  [1, 51, '1–50 of 51'],
  [2, 51, '51–51 of 51'],
  [2000, 100_000, '99,951–100,000 of 100,000'],
  [9, 51, 'No entries on this page; 51 in total'],
])('says of page %d of %d: %s', (page, total, words) => {
  expect(rangeWords({ page, total, perPage: 50 }, 'en-US')).toBe(words);
});

test('an empty list has one page', () => {
  expect(pageCount(0, 50)).toBe(1);
  expect(pageCount(100_000, 50)).toBe(2000);
});
