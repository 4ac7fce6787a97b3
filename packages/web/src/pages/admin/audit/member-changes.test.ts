import { expect, test } from 'vitest';
import { momentText } from '../../../words/moment-text.ts';
import { memberChanges } from './member-changes.ts';

const groups = new Map([
  [3, 'Engineers'],
  [5, 'Research'],
]);

test('what differs is told member by member, with the path of what is nested', () => {
  const before = { issuer: null, groupMappings: { eng: [3], ops: [4] }, enabled: false, same: 1 };
  const after = { issuer: 'https://i', groupMappings: { eng: [3, 5] }, enabled: true, same: 1 };
  expect(memberChanges(before, after, groups)).toEqual([
    { name: 'Issuer', from: 'none', to: 'https://i' },
    { name: 'Group mappings › eng', from: 'Engineers', to: 'Engineers, Research' },
    { name: 'Group mappings › ops', from: 'a group deleted since (4)', to: null },
    { name: 'Enabled', from: 'no', to: 'yes' },
  ]);
});

test.each([
  [null, null, []],
  [null, { name: 'A', firstName: null }, [{ name: 'Name', from: null, to: 'A' }]],
  [{ name: 'A' }, null, [{ name: 'Name', from: 'A', to: null }]],
])('from %j to %j', (before, after, changes) => {
  expect(memberChanges(before, after, groups)).toEqual(changes);
});

test('a choice is told in the words of the form', () => {
  const before = { missingGroupsClaim: 'refuse', source: 'jwt', flow: 'one of tomorrow' };
  const after = { missingGroupsClaim: 'keep', source: 'password', flow: 'authorization_code' };
  expect(memberChanges(before, after, null)).toEqual([
    {
      name: 'If the token has no groups',
      from: 'Refuse sign-in',
      to: 'Keep current groups',
    },
    { name: 'Signs in by', from: 'Company’s app', to: 'Password' },
    { name: 'Flow', from: 'one of tomorrow', to: 'Authorization Code Flow' },
  ]);
});

test('where the groups aren’t known, their numbers stand', () => {
  const change = memberChanges({ groupMappings: {} }, { groupMappings: { eng: [3] } }, null);
  expect(change).toEqual([{ name: 'Group mappings › eng', from: null, to: '3' }]);
});

test('shows the key of an attribute unchanged, whatever its name', () => {
  const change = memberChanges(
    {},
    { attributes: { flow: 'x', constructor: 1 }, toString: 2 },
    null,
  );
  expect(change.map(({ name }) => name)).toEqual([
    'Attributes › flow',
    'Attributes › constructor',
    'toString',
  ]);
});

test('a replaced key is valid until an instant, or no longer', () => {
  const until = '2026-11-25T10:00:00.000Z';
  const [kept] = memberChanges({}, { previousValidUntil: until }, null);
  expect(kept).toEqual({
    name: 'Previous key valid',
    from: null,
    to: `until ${momentText(until)}`,
  });
  expect(memberChanges({}, { previousValidUntil: null }, null)[0]?.to).toBe('no longer');
});
