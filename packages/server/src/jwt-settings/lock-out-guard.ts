import type { Kysely } from 'kysely';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { type ActiveAdministrator, activeAdministrators } from '../groups/group-store.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { isJwtUsable } from './jwt-settings.ts';
import type { JwtSource } from './jwt-source.ts';
import { proofOf } from './sign-in-proof.ts';

/** Nobody locks themselves out by accident (G5, W4). */
export interface LockOutGuard {
  /**
   * Makes a change, unless it would leave no active administrator, or none who can sign in: then it
   * throws, and the transaction undoes it.
   *
   * @throws DashboardError `last_administrator`, `would_lock_out`
   */
  keepAWayIn<T>(tx: Kysely<Schema>, now: number, change: () => Promise<T>): Promise<T>;
  /** Whether a sync must leave this person an administrator (G5). */
  mustStay(tx: Kysely<Schema>, accountId: number, now: number): Promise<boolean>;
  /** Active administrators who can sign in through JWT as it is set (W4). */
  proven(db: Kysely<Schema>, now: number): Promise<readonly ActiveAdministrator[]>;
}

export interface LockOutDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
}

export function createLockOutGuard({
  database,
  jwt,
  passwordLoginLock,
}: LockOutDeps): LockOutGuard {
  const isPasswordLoginOn = async (db: Kysely<Schema>) =>
    (await readPasswordLogin(db, passwordLoginLock)).enabled;

  async function proven(db: Kysely<Schema>, now: number): Promise<readonly ActiveAdministrator[]> {
    const { settings } = await jwt.settings(db);
    const keys = await jwt.fingerprints(db, now);
    if (!isJwtUsable(settings, keys.length > 0)) return [];
    const proof = proofOf(settings);
    return (await activeAdministrators(db)).filter(
      ({ proven_settings, proven_key }) =>
        proven_settings === proof && proven_key !== null && keys.includes(proven_key),
    );
  }

  async function waysIn(tx: Kysely<Schema>, now: number) {
    const administrators = (await activeAdministrators(tx)).length;
    const canEnter = (await isPasswordLoginOn(tx)) || (await proven(tx, now)).length > 0;
    return { administrators, canEnter };
  }

  return {
    proven,
    async keepAWayIn(tx, now, change) {
      await database.lock(tx, 'accounts');
      const before = await waysIn(tx, now);
      const result = await change();
      const after = await waysIn(tx, now);
      if (before.administrators > 0 && after.administrators === 0) throw lastAdministrator();
      if (before.canEnter && !after.canEnter) throw wouldLockOut();
      return result;
    },
    async mustStay(tx, accountId, now) {
      await database.lock(tx, 'accounts');
      const isOther = ({ id }: ActiveAdministrator) => id !== accountId;
      if (!(await activeAdministrators(tx)).some(isOther)) return true;
      if (await isPasswordLoginOn(tx)) return false;
      return !(await proven(tx, now)).some(isOther);
    },
  };
}

function lastAdministrator(): DashboardError {
  return new DashboardError(
    'last_administrator',
    'Nobody else is an active administrator. Make somebody else one first.',
  );
}

function wouldLockOut(): DashboardError {
  return new DashboardError(
    'would_lock_out',
    'Nobody could administer Dashboard any more: with password login off, an active administrator must have signed in through JWT under exactly these settings. Sign in through your app once as an administrator, starting here, or switch password login on in the same step.',
  );
}
