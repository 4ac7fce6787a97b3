import { expect, test } from 'vitest';
import { limitWords } from './limit-words.ts';

test.each([
  [1, null, '1 active account'],
  [1234, null, '1,234 active accounts'],
  [12, 50, '12 active accounts of 50 allowed'],
  [1, 100_000, '1 active account of 100,000 allowed'],
])('says of %d accounts with a limit of %s: %s', (used, allowed, words) => {
  expect(limitWords({ used, allowed }, 'en-US')).toBe(words);
});
