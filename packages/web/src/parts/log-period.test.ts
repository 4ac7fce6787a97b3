import { expect, test } from 'vitest';
import { periodOf } from './log-period.ts';

const localDay = (year: number, month: number, day: number) =>
  new Date(year, month - 1, day).toISOString();

test('a period lasts from the start of the first day to the end of the last one', () => {
  expect(periodOf('2026-02-27', '2026-02-28')).toEqual({
    from: localDay(2026, 2, 27),
    to: localDay(2026, 3, 1),
  });
});

test.each([
  ['', ''],
  ['yesterday', '2026-02-30'],
  ['0002-01-01', '2026-2-1'],
  ['2026-01-01T00:00:00Z', '12026-01-01'],
])('%j to %j sets no limit', (from, to) => {
  expect(periodOf(from, to)).toEqual({});
});
