import type { Database } from '../db/database.ts';
import { allGroups, groupNamed } from '../groups/group-store.ts';
import { StartRefused } from '../start-refused.ts';
import type { JwtEnvironment } from './jwt-environment.ts';
import type { JwtLocks } from './jwt-source.ts';

/**
 * Converts the environment's group mappings, by name or id, to ids. A named group that doesn't
 * exist is created.
 *
 * @throws StartRefused for an id that no group has
 */
export async function resolveLocks(
  database: Database,
  environment: JwtEnvironment,
  now: number,
): Promise<JwtLocks> {
  const { groupMappings, ...locks } = environment;
  if (groupMappings === undefined) return locks;
  const ids = new Set((await allGroups(database.read, {})).map((group) => group.id));
  const resolved: Record<string, number[]> = Object.create(null);
  for (const [name, groups] of Object.entries(groupMappings)) {
    resolved[name] = [];
    for (const group of groups) resolved[name].push(await resolveGroup(database, group, ids, now));
  }
  return { ...locks, groupMappings: resolved };
}

/** The same for a command: creates no group, and omits those that do not exist. */
export async function resolveKnownLocks(
  database: Database,
  { groupMappings, ...locks }: JwtEnvironment,
): Promise<JwtLocks> {
  if (groupMappings === undefined) return locks;
  const groups = await allGroups(database.read, {});
  const resolved: Record<string, number[]> = Object.create(null);
  for (const [name, wanted] of Object.entries(groupMappings)) {
    resolved[name] = groups
      .filter((group) => wanted.includes(group.name) || wanted.includes(group.id))
      .map(({ id }) => id);
  }
  return { ...locks, groupMappings: resolved };
}

async function resolveGroup(
  database: Database,
  group: string | number,
  ids: ReadonlySet<number>,
  now: number,
): Promise<number> {
  if (typeof group === 'string') return database.transaction((tx) => groupNamed(tx, group, now));
  if (ids.has(group)) return group;
  throw new StartRefused(`DASHBOARD_JWT_GROUP_MAPPINGS: there is no group with the id ${group}.`);
}
