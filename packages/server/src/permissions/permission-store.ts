import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { CollectionGrant } from './may.ts';

/** Every grant on collections; a decision uses all of them at once. */
export const collectionGrants = prepared<Record<never, never>, CollectionGrant>((db) =>
  db
    .selectFrom('collection_permissions')
    .select(['group_id as groupId', 'collection_id as collectionId', 'access']),
);

export async function grantCollection(tx: Tx, grant: CollectionGrant): Promise<void> {
  const { groupId, collectionId, access } = grant;
  await tx
    .insertInto('collection_permissions')
    .values({ group_id: groupId, collection_id: collectionId, access })
    .onConflict((c) => c.columns(['group_id', 'collection_id']).doUpdateSet({ access }))
    .execute();
}
