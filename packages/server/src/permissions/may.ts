import type { Viewer } from './viewer.ts';

/** What a group may do with the questions of a collection; each level has those before it. */
export type CollectionAccess = 'none' | 'view' | 'edit';

/** A group's right to a collection, as an administrator gave it. */
export interface CollectionGrant {
  readonly groupId: number;
  readonly collectionId: number;
  readonly access: 'view' | 'edit';
}

const levels: readonly CollectionAccess[] = ['none', 'view', 'edit'];

/**
 * The one decision about who may see what: an administrator may everything, anybody else what the best
 * of their groups may. No grant means no.
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

/** Whether somebody may see and run the questions of a collection. */
export function mayView(
  collectionId: number,
  viewer: Viewer,
  grants: readonly CollectionGrant[],
): boolean {
  return accessTo(collectionId, viewer, grants) !== 'none';
}
