import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { activeAdministrators } from '../groups/group-store.ts';
import { isSetUp } from './setup-store.ts';

/**
 * Everything that decides about setup over HTTP besides accounts; each is read in the caller's
 * transaction.
 */
export interface SetupConditions {
  readonly isJwtUsable: (db: Kysely<Schema>) => Promise<boolean>;
  readonly isPasswordLoginOn: (db: Kysely<Schema>) => Promise<boolean>;
}

/**
 * Decides whether a person without an account can create the first administrator over HTTP. Only
 * once, and not on a site that has an active administrator, or where JWT decides who becomes one,
 * or where password login is disabled (W3).
 */
export async function isSetupOpen(
  db: Kysely<Schema>,
  { isJwtUsable, isPasswordLoginOn }: SetupConditions,
): Promise<boolean> {
  if ((await isSetUp(db)) || (await isJwtUsable(db)) || !(await isPasswordLoginOn(db)))
    return false;
  return !(await hasAdministrator(db));
}

/** @returns whether an active administrator exists */
export async function hasAdministrator(db: Kysely<Schema>): Promise<boolean> {
  return (await activeAdministrators(db)).length > 0;
}
