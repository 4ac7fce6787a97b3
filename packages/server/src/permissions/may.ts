import type { Viewer } from './viewer.ts';

/** The rights of a group to the questions of a collection; each level includes the earlier ones. */
export type CollectionAccess = 'none' | 'view' | 'edit';

/** A group's right to a collection, as an administrator set it. */
export interface CollectionGrant {
  readonly groupId: number;
  readonly collectionId: number;
  readonly access: 'view' | 'edit';
}

const levels: readonly CollectionAccess[] = ['none', 'view', 'edit'];

/**
 * The only decision about access: an administrator has every right, everyone else the highest right
 * of their groups. Without a grant there is no right.
 */
export function accessTo(
  collectionId: number,
  viewer: Viewer,
  grants: readonly CollectionGrant[],
): CollectionAccess {
  if (viewer.isAdministrator) return 'edit';
  const given = grants
    .filter(
      (grant) => grant.collectionId === collectionId && viewer.groupIds.includes(grant.groupId),
    )
    .map((grant) => levels.indexOf(grant.access));
  return levels[Math.max(0, ...given)] ?? 'none';
}

/** Whether the viewer can see and run the questions of a collection. */
export function mayView(
  collectionId: number,
  viewer: Viewer,
  grants: readonly CollectionGrant[],
): boolean {
  return accessTo(collectionId, viewer, grants) !== 'none';
}
