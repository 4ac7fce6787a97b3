import type { Kysely } from 'kysely';
import { type Actor, writeAudit } from '../audit/audit-store.ts';
import { DashboardError } from '../dashboard-error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { refuseStale, tagOf } from '../entity-tag.ts';
import {
  addMemberByHand,
  allGroups,
  type GroupName,
  type GroupWithCount,
  groupsWithCounts,
  insertGroup,
  membershipsOf,
  deleteGroup as removeGroup,
  removeMember,
  renameGroup as writeName,
} from './group-store.ts';

export interface GroupDeps {
  readonly database: Database;
  /** Makes a change unless it would leave no administrator who can sign in (G5, W4). */
  readonly keepAWayIn: <T>(tx: Tx, now: number, change: () => Promise<T>) => Promise<T>;
  /**
   * Removes a group that is about to be deleted from the mappings (G6).
   *
   * @throws DashboardError `locked_by_environment` if the environment maps names to it
   */
  readonly forgetGroup: (tx: Tx, groupId: number, by: Actor, now: number) => Promise<void>;
  /** The email of an account, or null if there is none. */
  readonly emailOf: (tx: Tx, accountId: number) => Promise<string | null>;
}

export async function createGroup(
  { database }: GroupDeps,
  name: string,
  by: Actor,
  now: number,
): Promise<GroupWithCount> {
  return database.transaction(async (tx) => {
    const id = await insertGroup(tx, name, now);
    if (id === null) throw nameTaken();
    const subject = { kind: 'group', id, name } as const;
    await writeAudit(tx, by, { action: 'group_created', subject, after: { name } }, now);
    return { id, name, built_in: null, member_count: 0 };
  });
}

/** @throws DashboardError `not_found`, `group_built_in`, `name_taken`, `changed_meanwhile` */
export async function renameGroup(
  { database }: GroupDeps,
  { id, name }: { readonly id: number; readonly name: string },
  by: Actor,
  expected: readonly string[] | null,
  now: number,
): Promise<GroupWithCount> {
  return database.transaction(async (tx) => {
    const group = await changeableGroup(tx, id);
    refuseStale(expected, groupTag(group));
    if (group.name === name) return group;
    if ((await allGroups(tx, {})).some((other) => other.name === name)) throw nameTaken();
    await writeName(tx, id, name);
    const change = { before: { name: group.name }, after: { name } };
    const subject = { kind: 'group', id, name: group.name } as const;
    await writeAudit(tx, by, { action: 'group_renamed', subject, ...change }, now);
    return { ...group, name };
  });
}

/** @throws DashboardError `not_found`, `group_built_in`, `changed_meanwhile`, `locked_by_environment` */
export async function deleteGroup(
  { database, forgetGroup }: GroupDeps,
  id: number,
  by: Actor,
  expected: readonly string[] | null,
  now: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    await database.lock(tx, 'settings');
    const group = await changeableGroup(tx, id);
    refuseStale(expected, groupTag(group));
    await forgetGroup(tx, id, by, now);
    await removeGroup(tx, id);
    const subject = { kind: 'group', id, name: group.name } as const;
    const before = { name: group.name, memberCount: group.member_count };
    await writeAudit(tx, by, { action: 'group_deleted', subject, before }, now);
  });
}

interface MembershipChange {
  readonly groupId: number;
  readonly accountId: number;
}

/** @throws DashboardError `not_found`, `group_built_in` for “All users”, which contains everyone */
export async function addToGroup(
  deps: GroupDeps,
  { groupId, accountId }: MembershipChange,
  by: Actor,
  now: number,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const { subject, email } = await membershipToChange(deps, tx, { groupId, accountId });
    const origin = await originOf(tx, { groupId, accountId });
    if (origin === 'hand') return;
    await addMemberByHand(tx, groupId, accountId);
    const after = { accountId, email };
    await writeAudit(tx, by, { action: 'group_member_added', subject, after }, now);
  });
}

/** @throws DashboardError `not_found`, `group_built_in`, `last_administrator`, `would_lock_out` */
export async function removeFromGroup(
  deps: GroupDeps,
  { groupId, accountId }: MembershipChange,
  by: Actor,
  now: number,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const { subject, email } = await membershipToChange(deps, tx, { groupId, accountId });
    if ((await originOf(tx, { groupId, accountId })) === null) return;
    await deps.keepAWayIn(tx, now, () => removeMember(tx, { groupId, accountId }));
    const before = { accountId, email };
    await writeAudit(tx, by, { action: 'group_member_removed', subject, before }, now);
  });
}

/** The `ETag` of the values of a group that an administrator edits. */
export function groupTag({ name }: Pick<GroupWithCount, 'name'>): string {
  return tagOf(name);
}

async function membershipToChange(
  { emailOf }: GroupDeps,
  tx: Tx,
  { groupId, accountId }: MembershipChange,
) {
  const group = await groupWithMembers(tx, groupId);
  const email = await emailOf(tx, accountId);
  if (email === null) throw notFound();
  return { subject: { kind: 'group', id: groupId, name: group.name } as const, email };
}

async function originOf(
  tx: Tx,
  { groupId, accountId }: MembershipChange,
): Promise<'jwt' | 'hand' | null> {
  const memberships = await membershipsOf(tx, { accountId });
  return memberships.find(({ group_id }) => group_id === groupId)?.origin ?? null;
}

export async function findGroup(db: Kysely<Schema>, id: number): Promise<GroupWithCount> {
  const group = (await groupsWithCounts(db)).find((one) => one.id === id);
  if (group === undefined) throw notFound();
  return group;
}

async function changeableGroup(tx: Tx, id: number): Promise<GroupWithCount> {
  const group = await findGroup(tx, id);
  if (group.built_in === null) return group;
  throw new DashboardError('group_built_in', 'Built-in groups can’t be renamed or deleted.');
}

async function groupWithMembers(tx: Tx, id: number): Promise<GroupName> {
  const group = (await allGroups(tx, {})).find((one) => one.id === id);
  if (group === undefined) throw notFound();
  if (group.built_in !== 'all_users') return group;
  throw new DashboardError('group_built_in', '“All users” always contains everyone.');
}

function notFound(): DashboardError {
  return new DashboardError('not_found', 'Group or person not found.');
}

function nameTaken(): DashboardError {
  return new DashboardError('name_taken', 'Another group has this name.', {
    fields: { name: 'Another group has this name.' },
  });
}
