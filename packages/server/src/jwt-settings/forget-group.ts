import { type Actor, writeAudit } from '../audit/audit-store.ts';
import type { Tx } from '../db/database.ts';
import { lockedByEnvironment } from '../settings/refusals.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';
import type { JwtSettings } from './jwt-settings.ts';
import type { JwtSource } from './jwt-source.ts';

/**
 * Removes a deleted group from the mappings. A name left without groups stays, with an empty list,
 * so that a site with mappings never falls back to matching by name (G6).
 *
 * @throws DashboardError `locked_by_environment` if the environment maps names to it: the next
 * start would fail
 */
export async function forgetGroup(
  { locks }: Pick<JwtSource, 'locks'>,
  tx: Tx,
  groupId: number,
  by: Actor,
  now: number,
): Promise<void> {
  const locked = Object.values(locks.groupMappings ?? {}).flat();
  if (locked.includes(groupId)) throw lockedByEnvironment(['DASHBOARD_JWT_GROUP_MAPPINGS']);
  const { value, version } = await readSettings(tx, 'jwt');
  const stored = JSON.parse(value) as Partial<JwtSettings>;
  const mappings = Object.entries(stored.groupMappings ?? {});
  if (!mappings.some(([, ids]) => ids.includes(groupId))) return;
  const groupMappings = Object.fromEntries(
    mappings.map(([name, ids]) => [name, ids.filter((id) => id !== groupId)]),
  );
  const next = { value: JSON.stringify({ ...stored, groupMappings }), version: version + 1 };
  await writeSettings(tx, 'jwt', next, now);
  const change = { before: { groupMappings: stored.groupMappings }, after: { groupMappings } };
  const subject = { kind: 'settings', id: null, name: 'jwt' } as const;
  await writeAudit(tx, by, { action: 'jwt_settings_changed', subject, ...change }, now);
}
