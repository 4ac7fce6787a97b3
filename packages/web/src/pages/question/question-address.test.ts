import { expect, test } from 'vitest';
import { idSlugOf, questionId } from './question-address.ts';

test.each(['', 'superb', '-1', '0', '01', '1x', '1.5', '1e3', '9'.repeat(16), ' 1'])(
  'finds no id in %j',
  (text) => {
    expect(questionId(text)).toBeNull();
  },
);

test.each([
  ['1', 1],
  ['1-superb-question', 1],
  ['42-7-days', 42],
  ['7-', 7],
])('finds the id in %s', (text, id) => {
  expect(questionId(text)).toBe(id);
});

test('writes the right address, with no dash where there is no slug', () => {
  expect(idSlugOf({ id: 1, slug: 'superb-question' })).toBe('1-superb-question');
  expect(idSlugOf({ id: 1, slug: '' })).toBe('1');
});
