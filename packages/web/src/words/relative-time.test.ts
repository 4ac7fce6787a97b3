import { expect, test } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = new Date('2026-11-23T12:00:00').getTime();

test.each([
  [2, 'just now'],
  [45, '45 seconds ago'],
  [119, '1 minute ago'],
  [7200, '2 hours ago'],
  [3 * 24 * 3600, '3 days ago'],
  [30 * 24 * 3600, 'Oct 24, 2026'],
  [-3600, 'in 1 hour'],
])('writes an instant %d seconds back as %s', (seconds, text) => {
  expect(relativeTime(now - seconds * 1000, now, 'en-US')).toBe(text);
});
