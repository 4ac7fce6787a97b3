import { describe, expect, test } from 'vitest';
import { accessTo, mayView } from './may.ts';

const [collection, other] = [10, 11];
const viewer = (groupIds: number[], isAdministrator = false) => ({
  accountId: 1,
  groupIds,
  isAdministrator,
});
const grant = (groupId: number, access: 'view' | 'edit', collectionId = collection) => ({
  groupId,
  collectionId,
  access,
});

describe('the right to a collection', () => {
  test.each([
    ['no right without a grant', viewer([1, 2]), [], 'none'],
    ['not by another group’s grant', viewer([1]), [grant(2, 'edit')], 'none'],
    ['not by a grant on another collection', viewer([1]), [grant(1, 'edit', other)], 'none'],
    ['no right in no group', viewer([]), [grant(1, 'view')], 'none'],
    ['view by one’s group', viewer([1]), [grant(1, 'view')], 'view'],
    ['edit by one’s group', viewer([1]), [grant(1, 'edit')], 'edit'],
    [
      'the best of several, in any order',
      viewer([1, 2]),
      [grant(1, 'edit'), grant(2, 'view')],
      'edit',
    ],
    [
      'the best of several, in the other order',
      viewer([2, 1]),
      [grant(2, 'view'), grant(1, 'edit')],
      'edit',
    ],
    ['everything for an administrator', viewer([], true), [], 'edit'],
  ] as const)('%s', (_case, who, grants, access) => {
    expect(accessTo(collection, who, grants)).toBe(access);
    expect(mayView(collection, who, grants)).toBe(access !== 'none');
  });
});
