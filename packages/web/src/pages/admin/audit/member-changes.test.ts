import { expect, test } from 'vitest';
import { memberChanges } from './member-changes.ts';

test('what differs is told member by member, with the path of what is nested', () => {
  const before = { issuer: null, groupMappings: { eng: [3], ops: [4] }, enabled: false, same: 1 };
  const after = { issuer: 'https://i', groupMappings: { eng: [3, 5] }, enabled: true, same: 1 };
  expect(memberChanges(before, after)).toEqual([
    { name: 'issuer', from: 'none', to: 'https://i' },
    { name: 'groupMappings › eng', from: '3', to: '3, 5' },
    { name: 'groupMappings › ops', from: '4', to: null },
    { name: 'enabled', from: 'no', to: 'yes' },
  ]);
});

test.each([
  [null, null, []],
  [null, { name: 'A' }, [{ name: 'name', from: null, to: 'A' }]],
  [{ name: 'A' }, null, [{ name: 'name', from: 'A', to: null }]],
])('from %j to %j', (before, after, changes) => {
  expect(memberChanges(before, after)).toEqual(changes);
});
