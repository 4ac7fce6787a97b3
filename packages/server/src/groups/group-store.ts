import type { Kysely } from 'kysely';
import { prepared } from '../db/prepared.ts';
import type { Schema } from '../db/schema.ts';

export interface GroupOfAccount {
  readonly id: number;
  readonly name: string;
  readonly built_in: 'all_users' | 'administrators' | null;
}

/** The groups a person is in; "All users" holds everyone without rows (G5). By id. */
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

/** Whether somebody else is an active administrator. */
export async function hasOtherAdministrator(
  tx: Kysely<Schema>,
  accountId: number,
): Promise<boolean> {
  const row = await tx
    .selectFrom('group_members')
    .innerJoin('groups', 'groups.id', 'group_members.group_id')
    .innerJoin('accounts', 'accounts.id', 'group_members.account_id')
    .where('groups.built_in', '=', 'administrators')
    .where('accounts.active', '=', 1)
    .where('accounts.id', '!=', accountId)
    .select('accounts.id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface GroupName {
  readonly id: number;
  readonly name: string;
  readonly built_in: 'all_users' | 'administrators' | null;
}

export const allGroups = prepared<Record<never, never>, GroupName>((db) =>
  db.selectFrom('groups').select(['id', 'name', 'built_in']).orderBy('id'),
);

/** Finds a group by name, or makes it. */
export async function groupNamed(tx: Kysely<Schema>, name: string, now: number): Promise<number> {
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
