import { expect, test } from 'vitest';
import { saveAgainst, versionToMatch } from './if-match.ts';

const began = { value: { name: 'Ada', groups: 1 }, etag: '"1"' };
const name = (value: { readonly name: string }) => value.name;

test('a change elsewhere is no collision, one of the form’s own values is', () => {
  const elsewhere = { value: { name: 'Ada', groups: 2 }, etag: '"2"' };
  expect(versionToMatch(began, elsewhere, name)).toBe('"2"');
  const own = { value: { name: 'Grace', groups: 1 }, etag: '"2"' };
  expect(versionToMatch(began, own, name)).toBe('"1"');
});

test.each([
  ['another person changed the same value', { name: 'Grace', groups: 1 }, '"1"'],
  ['another person changed a different value', { name: 'Ada', groups: 2 }, '"2"'],
])('a save sends the version that its form has seen when %s', async (_name, value, etag) => {
  const sent: unknown[] = [];
  const save = async (change: string, version: string | null) => {
    sent.push([change, version]);
    return began;
  };
  await saveAgainst(began, { latest: { value, etag: '"2"' }, pick: name, save })('Eve');
  expect(sent).toEqual([['Eve', etag]]);
});
