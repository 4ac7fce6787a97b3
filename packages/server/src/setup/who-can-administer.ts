import type { Kysely } from 'kysely';
import { countActiveAccounts } from '../accounts/account-store.ts';
import type { Schema } from '../db/schema.ts';
import { administratorsGroupId } from '../groups/group-store.ts';
import { hasAdministrator, isSetupOpen, type SetupConditions } from './is-setup-open.ts';

/** The JWT settings by which a sign-in can make a person an administrator. */
export interface AdministratorMapping {
  readonly groupSync: boolean;
  /** Name in the token → ids or names of groups. */
  readonly groupMappings: Readonly<Record<string, readonly (string | number)[]>>;
  /** Whether a sign-in creates accounts. */
  readonly userProvisioning: boolean;
}

/** What the person at the shell can do if there is no way to become an administrator. */
export const waysToAnAdministrator = [
  'set DASHBOARD_JWT_GROUP_SYNC=true and map a group of your app to Administrators: DASHBOARD_JWT_GROUP_MAPPINGS=\'{"name in the token":["Administrators"]}\'',
  'set DASHBOARD_ADMIN_EMAIL and DASHBOARD_ADMIN_PASSWORD',
  'run ./dashboard administrator add EMAIL',
] as const;

/**
 * Checks whether a person is, or can become, an administrator: an active account, setup over HTTP,
 * or a group of the app that is mapped to Administrators (G5).
 *
 * @param mapping of the JWT settings in effect
 */
export async function canAnyoneAdminister(
  db: Kysely<Schema>,
  conditions: SetupConditions,
  mapping: AdministratorMapping,
): Promise<boolean> {
  if ((await hasAdministrator(db)) || (await isSetupOpen(db, conditions))) return true;
  if (!(await conditions.isJwtUsable(db))) return false;
  const canArrive = mapping.userProvisioning || (await countActiveAccounts(db)) > 0;
  return canArrive && mapsTo(mapping, [await administratorsGroupId(db)]);
}

/** @param administrators the ids and names by which a mapping can name the group */
export function mapsTo(
  { groupSync, groupMappings }: Pick<AdministratorMapping, 'groupSync' | 'groupMappings'>,
  administrators: readonly (string | number)[],
): boolean {
  const mapped = new Set(Object.values(groupMappings).flat());
  return groupSync && administrators.some((one) => mapped.has(one));
}
