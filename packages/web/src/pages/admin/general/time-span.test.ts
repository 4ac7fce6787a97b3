import { expect, test } from 'vitest';
import { secondsOf, timeSpanOf } from './time-span.ts';

test.each([
  [14 * 86_400, { amount: 14, unit: 'days' }],
  [86_400, { amount: 1, unit: 'days' }],
  [36 * 3600, { amount: 36, unit: 'hours' }],
  [300, { amount: 5, unit: 'minutes' }],
  [301, { amount: 301, unit: 'seconds' }],
] as const)(
  '%i seconds are said in the biggest unit that fits, and are so many again',
  (seconds, span) => {
    expect(timeSpanOf(seconds)).toEqual(span);
    expect(secondsOf(span)).toBe(seconds);
  },
);

test('an empty amount is no time', () => {
  expect(secondsOf({ amount: '', unit: 'days' })).toBeNull();
});
