import { expect, test } from 'vitest';
import { versionToMatch } from './if-match.ts';

const began = { value: { name: 'Ada', groups: 1 }, etag: '"1"' };
const name = (value: { readonly name: string }) => value.name;

test('a change elsewhere is no collision, one of the form’s own values is', () => {
  const elsewhere = { value: { name: 'Ada', groups: 2 }, etag: '"2"' };
  expect(versionToMatch(began, elsewhere, name)).toBe('"2"');
  const own = { value: { name: 'Grace', groups: 1 }, etag: '"2"' };
  expect(versionToMatch(began, own, name)).toBe('"1"');
});
