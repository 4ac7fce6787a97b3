import { expect, test } from 'vitest';
import { slugOf } from './question.ts';

test.each([
  ['Superb question', 'superb-question'],
  ['  Überblick: 2025! ', 'uberblick-2025'],
  ['日本', 'question'],
  ['a'.repeat(100), 'a'.repeat(80)],
  [`${'a'.repeat(79)} b`, 'a'.repeat(79)],
  ['<img src=x onerror=alert(1)>', 'img-src-x-onerror-alert-1'],
])('the slug of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
