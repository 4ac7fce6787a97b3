import { expect, test } from 'vitest';
import { changedAddress, pageOf } from './list-address.ts';

test.each([
  [null, 1],
  ['', 1],
  ['0', 1],
  ['-3', 1],
  ['1e9', 1],
  ['3', 3],
  ['999999999', 20_000_000],
])('reads the page of ?page=%s as %d', (text, page) => {
  expect(pageOf(text)).toBe(page);
});

test.each([
  ['page=4&state=active', { query: 'ada' }, 'state=active&query=ada'],
  ['page=4&query=ada', { page: '5' }, 'page=5&query=ada'],
  ['page=2&query=ada', { page: '1' }, 'query=ada'],
  ['query=ada', { query: '' }, ''],
])('changes %s by %o to %s', (before, changes, after) => {
  expect(changedAddress(new URLSearchParams(before), changes).toString()).toBe(after);
});
