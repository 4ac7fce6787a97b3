import type { Account } from '@dashboard/contract';
import type { AccountRow } from '../db/schema.ts';
import type { GroupOfAccount } from '../groups/group-store.ts';
import { mergeAttributes } from './merge-attributes.ts';

/** The only place where an account becomes JSON, so that no column is exposed by accident. */
export function presentAccount(row: AccountRow, groups: readonly GroupOfAccount[]): Account {
  return {
    id: row.id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    active: row.active === 1,
    isAdministrator: groups.some((group) => group.built_in === 'administrators'),
    source: row.source,
    attributes: attributesOf(row).attributes,
    attributesSyncedAt:
      row.attributes_synced_at === null ? null : new Date(row.attributes_synced_at).toISOString(),
    groups: groups.map(({ id, name }) => ({ id, name })),
    lastSignInAt: row.last_sign_in_at === null ? null : new Date(row.last_sign_in_at).toISOString(),
    createdAt: new Date(row.created_at).toISOString(),
  };
}

/** An account's effective attributes, and the source of each. */
export function attributesOf(
  row: Pick<AccountRow, 'jwt_attributes' | 'administrator_attributes'>,
): ReturnType<typeof mergeAttributes> {
  return mergeAttributes(JSON.parse(row.jwt_attributes), JSON.parse(row.administrator_attributes));
}
