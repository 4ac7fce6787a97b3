import type { Kysely } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { Schema } from '../db/schema.ts';

export interface GroupOfAccount {
  readonly id: number;
  readonly name: string;
  readonly built_in: 'all_users' | 'administrators' | null;
}

/** The groups a person is in; "All users" contains everyone without rows (G5). By id. */
export const groupsOfAccount = prepared<{ accountId: number }, GroupOfAccount>((db, p) =>
  db
    .selectFrom('groups')
    .where('built_in', '=', 'all_users')
    .select(['id', 'name', 'built_in'])
    .unionAll(
      db
        .selectFrom('group_members')
        .innerJoin('groups', 'groups.id', 'group_members.group_id')
        .where('group_members.account_id', '=', p('accountId'))
        .select(['groups.id', 'groups.name', 'groups.built_in']),
    ),
);

const administratorsGroup = prepared<Record<never, never>, { id: number }>((db) =>
  db.selectFrom('groups').where('built_in', '=', 'administrators').select('id'),
);

export async function administratorsGroupId(db: Kysely<Schema>): Promise<number> {
  const [row] = await administratorsGroup(db, {});
  if (row === undefined)
    throw new TypeError('the first migration makes the group "Administrators"');
  return row.id;
}

export interface Membership {
  readonly group_id: number;
  readonly origin: 'jwt' | 'hand';
}

export const membershipsOf = prepared<{ accountId: number }, Membership>((db, p) =>
  db
    .selectFrom('group_members')
    .where('account_id', '=', p('accountId'))
    .select(['group_id', 'origin']),
);

export const addMember = prepared<{ groupId: number; accountId: number; origin: 'jwt' | 'hand' }>(
  (db, p) =>
    db
      .insertInto('group_members')
      .values({ group_id: p('groupId'), account_id: p('accountId'), origin: p('origin') })
      .onConflict((c) => c.columns(['account_id', 'group_id']).doNothing()),
);

export const removeMember = prepared<{ groupId: number; accountId: number }>((db, p) =>
  db
    .deleteFrom('group_members')
    .where('group_id', '=', p('groupId'))
    .where('account_id', '=', p('accountId')),
);

export interface GroupName {
  readonly id: number;
  readonly name: string;
  readonly built_in: 'all_users' | 'administrators' | null;
}

export const allGroups = prepared<Record<never, never>, GroupName>((db) =>
  db.selectFrom('groups').select(['id', 'name', 'built_in']).orderBy('id'),
);

/** Finds a group by name, or creates it. */
export async function groupNamed(tx: Tx, name: string, now: number): Promise<number> {
  await tx
    .insertInto('groups')
    .values({ name, built_in: null, created_at: now })
    .onConflict((c) => c.column('name').doNothing())
    .execute();
  const row = await tx
    .selectFrom('groups')
    .where('name', '=', name)
    .select('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** A group with the number of its members. */
export interface GroupWithCount extends GroupName {
  readonly member_count: number;
}

/** The built-in groups first, then by name; “All users” contains everyone. */
export async function groupsWithCounts(db: Kysely<Schema>): Promise<GroupWithCount[]> {
  const rows = await db
    .selectFrom('groups')
    .select((eb) => [
      'id',
      'name',
      'built_in',
      eb
        .selectFrom('group_members')
        .whereRef('group_members.group_id', '=', 'groups.id')
        .select((count) => count.fn.countAll<number>().as('members'))
        .as('members'),
    ])
    .orderBy('name')
    .execute();
  const { everyone } = await db
    .selectFrom('accounts')
    .select((eb) => eb.fn.countAll<number>().as('everyone'))
    .executeTakeFirstOrThrow();
  return rows
    .map(({ members, ...group }) => ({
      ...group,
      member_count: group.built_in === 'all_users' ? everyone : (members ?? 0),
    }))
    .sort((a, b) => Number(a.built_in === null) - Number(b.built_in === null));
}

/** @returns the new group's id, or null if another group has the name */
export async function insertGroup(tx: Tx, name: string, now: number): Promise<number | null> {
  const row = await tx
    .insertInto('groups')
    .values({ name, built_in: null, created_at: now })
    .onConflict((c) => c.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function renameGroup(tx: Tx, id: number, name: string): Promise<void> {
  await tx.updateTable('groups').set({ name }).where('id', '=', id).execute();
}

export async function deleteGroup(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('groups').where('id', '=', id).execute();
}

/** Adds a member by hand. A membership that a sync created counts as added by hand from now on. */
export async function addMemberByHand(tx: Tx, groupId: number, accountId: number): Promise<void> {
  await tx
    .insertInto('group_members')
    .values({ group_id: groupId, account_id: accountId, origin: 'hand' })
    .onConflict((c) => c.columns(['account_id', 'group_id']).doUpdateSet({ origin: 'hand' }))
    .execute();
}

/** The groups of several people at once, without “All users”. */
export async function groupsOfAccounts(
  db: Kysely<Schema>,
  accountIds: readonly number[],
): Promise<(GroupOfAccount & { readonly account_id: number })[]> {
  if (accountIds.length === 0) return [];
  return db
    .selectFrom('group_members')
    .innerJoin('groups', 'groups.id', 'group_members.group_id')
    .where('group_members.account_id', 'in', accountIds)
    .select(['groups.id', 'groups.name', 'groups.built_in', 'group_members.account_id'])
    .orderBy('groups.id')
    .execute();
}

/**
 * An active administrator, with the settings and key of their last sign-in in an attempt that
 * Dashboard started (W4).
 */
export interface ActiveAdministrator {
  readonly id: number;
  readonly email: string;
  readonly password_hash: string | null;
  readonly proven_settings: string | null;
  readonly proven_key: string | null;
}

export async function activeAdministrators(db: Kysely<Schema>): Promise<ActiveAdministrator[]> {
  return db
    .selectFrom('group_members')
    .innerJoin('groups', 'groups.id', 'group_members.group_id')
    .innerJoin('accounts', 'accounts.id', 'group_members.account_id')
    .where('groups.built_in', '=', 'administrators')
    .where('accounts.active', '=', 1)
    .select([
      'accounts.id',
      'accounts.email',
      'accounts.password_hash',
      'accounts.proven_settings',
      'accounts.proven_key',
    ])
    .orderBy('accounts.id')
    .execute();
}
