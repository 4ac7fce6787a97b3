import type { Tx } from '../../db/database.ts';
import {
  addMember,
  allGroups,
  type GroupName,
  type Membership,
  membershipsOf,
  removeMember,
} from '../../groups/group-store.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import { type NameWithoutGroup, namesWithoutGroup } from './names-without-group.ts';

/** What a sync did. */
export interface GroupSync {
  readonly added: readonly GroupName[];
  readonly removed: readonly GroupName[];
  /** Names in the token that put the person in no group (G1). */
  readonly withoutGroup: readonly NameWithoutGroup[];
  /** Whether the token would have removed the last active administrator, who stays one (G5). */
  readonly keptLastAdministrator: boolean;
}

/** Whose memberships are synced. */
export interface SyncedPerson {
  readonly id: number;
  /** The names in the token, or null where it has no groups claim. */
  readonly groupNames: readonly string[] | null;
}

/**
 * Adds a person to the groups that the token asks for and removes them from the other managed ones
 * (G2–G5).
 *
 * @param mustStay whether this person must stay an administrator whatever the token says (G5)
 * @returns null where the groups are not synchronized at this sign-in
 * @throws SignInRefused `groups_missing`
 */
export async function syncGroups(
  tx: Tx,
  { id: accountId, groupNames }: SyncedPerson,
  settings: JwtSettings,
  mustStay: () => Promise<boolean>,
): Promise<GroupSync | null> {
  if (!settings.groupSync || (groupNames === null && settings.missingGroupsClaim === 'keep'))
    return null;
  if (groupNames === null && settings.missingGroupsClaim === 'refuse') {
    throw new SignInRefused(
      'groups_missing',
      'G4',
      'The token has no groups, and the settings require them.',
    );
  }
  const names = new Set(groupNames);
  const memberships = await membershipsOf(tx, { accountId });
  const current = new Set(memberships.map((membership) => membership.group_id));
  if (isInSync(names, current, settings.groupMappings)) {
    const withoutGroup = namesWithoutGroup(groupNames, settings, []);
    return { added: [], removed: [], withoutGroup, keptLastAdministrator: false };
  }
  const groups = await allGroups(tx, {});
  const { wanted, managed } = decide(names, settings.groupMappings, groups, memberships);
  const added = [...wanted].filter((id) => !current.has(id));
  const toRemove = [...managed].filter((id) => current.has(id) && !wanted.has(id));
  const administrators = groups.find((group) => group.built_in === 'administrators');
  const keptLastAdministrator =
    administrators !== undefined && toRemove.includes(administrators.id) && (await mustStay());
  const removed = toRemove.filter((id) => !(keptLastAdministrator && id === administrators.id));
  for (const groupId of added) await addMember(tx, { groupId, accountId, origin: 'jwt' });
  for (const groupId of removed) await removeMember(tx, { groupId, accountId });
  const withIds = (ids: readonly number[]) => groups.filter(({ id }) => ids.includes(id));
  return {
    added: withIds(added),
    removed: withIds(removed),
    withoutGroup: namesWithoutGroup(groupNames, settings, groups),
    keptLastAdministrator,
  };
}

interface Decision {
  readonly wanted: ReadonlySet<number>;
  readonly managed: ReadonlySet<number>;
}

/** The usual sign-in changes no membership; with mappings, that is known without reading the groups. */
function isInSync(
  names: ReadonlySet<string>,
  current: ReadonlySet<number>,
  mappings: JwtSettings['groupMappings'],
): boolean {
  const { wanted, managed } = mapped(names, mappings);
  return managed.size > 0 && [...managed].every((id) => wanted.has(id) === current.has(id));
}

function decide(
  names: ReadonlySet<string>,
  mappings: JwtSettings['groupMappings'],
  groups: readonly GroupName[],
  memberships: readonly Membership[],
): Decision {
  if (Object.keys(mappings).length > 0) return onlyPossible(mapped(names, mappings), groups);
  const named = groups.filter((group) => group.built_in === null && names.has(group.name));
  const synced = memberships.filter(({ origin }) => origin === 'jwt');
  return {
    wanted: new Set(named.map(({ id }) => id)),
    managed: new Set(synced.map(({ group_id }) => group_id)),
  };
}

function mapped(names: ReadonlySet<string>, mappings: JwtSettings['groupMappings']): Decision {
  const rows = Object.entries(mappings);
  const asked = rows.filter(([name]) => names.has(name));
  return {
    wanted: new Set(asked.flatMap(([, ids]) => ids)),
    managed: new Set(rows.flatMap(([, ids]) => ids)),
  };
}

/** Only groups that exist, and never "All users", which holds everyone anyway. */
function onlyPossible({ wanted, managed }: Decision, groups: readonly GroupName[]): Decision {
  const possible = new Set(
    groups.filter((group) => group.built_in !== 'all_users').map(({ id }) => id),
  );
  return { wanted: wanted.intersection(possible), managed: managed.intersection(possible) };
}
