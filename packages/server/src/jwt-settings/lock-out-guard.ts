import type { Kysely } from 'kysely';
import { DashboardError } from '../dashboard-error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { type ActiveAdministrator, activeAdministrators } from '../groups/group-store.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { isJwtUsable, type JwtSettings } from './jwt-settings.ts';
import type { JwtSource } from './jwt-source.ts';
import { isProvenBy, proofOf } from './sign-in-proof.ts';

/** Keeps administrators from locking themselves out by accident (G5, W4). */
export interface LockOutGuard {
  /**
   * Makes a change, unless it would leave no active administrator, or none who can sign in: then it
   * throws, and the transaction is rolled back.
   *
   * @throws DashboardError `last_administrator`, `would_lock_out`
   */
  keepAWayIn<T>(tx: Tx, now: number, change: () => Promise<T>): Promise<T>;
  /**
   * Whether a sync must leave this person an administrator (G5); called under the lock on accounts.
   */
  mustStay(tx: Tx, accountId: number, now: number): Promise<boolean>;
  /** Active administrators who can sign in through JWT with the current settings (W4). */
  proven(db: Kysely<Schema>, now: number): Promise<readonly ActiveAdministrator[]>;
  /** The same guard for other JWT settings, in a dry run. */
  over(jwt: JwtSource): LockOutGuard;
}

export interface LockOutDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  /** The environment's value for password login, or null. */
  readonly passwordLoginLock: boolean | null;
  /** Whether the site will have another address after the next start. */
  readonly isSiteMoving: (db: Kysely<Schema>) => Promise<boolean>;
}

/** Everything that decides who is an administrator and can sign in. */
interface Access {
  readonly administrators: readonly ActiveAdministrator[];
  /** Those who can sign in: a password counts, because it can be reset from the shell. */
  readonly able: readonly ActiveAdministrator[];
  readonly proven: readonly ActiveAdministrator[];
  readonly isPasswordLoginOn: boolean;
  readonly isJwtUsable: boolean;
  readonly settings: JwtSettings;
  readonly keys: readonly string[];
}

export function createLockOutGuard(deps: LockOutDeps): LockOutGuard {
  const { database, jwt, passwordLoginLock } = deps;

  async function readAccess(db: Kysely<Schema>, now: number): Promise<Access> {
    const { enabled: isPasswordLoginOn } = await readPasswordLogin(db, passwordLoginLock);
    const { settings } = await jwt.settings(db);
    const keys = await jwt.fingerprints(db, now);
    const isUsable = isJwtUsable(settings, keys.length > 0);
    const isProven = ({ proven_settings, proven_key }: ActiveAdministrator) =>
      isUsable &&
      isProvenBy(proven_settings, settings) &&
      goodKeys(settings, keys).includes(proven_key ?? '');
    const administrators = await activeAdministrators(db);
    const proven = administrators.filter(isProven);
    const able = administrators.filter(
      (one) => proven.includes(one) || (isPasswordLoginOn && one.password_hash !== null),
    );
    const current = { isPasswordLoginOn, isJwtUsable: isUsable, settings, keys };
    return { administrators, able, proven, ...current };
  }

  return {
    proven: async (db, now) => (await readAccess(db, now)).proven,
    over: (other) => createLockOutGuard({ ...deps, jwt: other }),
    async keepAWayIn(tx, now, change) {
      await database.lock(tx, 'accounts');
      const before = await readAccess(tx, now);
      const result = await change();
      const after = await readAccess(tx, now);
      if (before.administrators.length === 0) return result;
      if (after.administrators.length === 0) throw lastAdministrator();
      const isSwitchedOff = before.isPasswordLoginOn && !after.isPasswordLoginOn;
      // No sign-in has happened yet at an address that takes effect only at the next start.
      if (isSwitchedOff && (await deps.isSiteMoving(tx))) throw wouldLockOut();
      if (after.able.length > 0) return result;
      // If no administrator could sign in before, it is unknown who still can: then only a stricter
      // change is refused.
      if (before.able.length > 0 || isStricter(before, after)) throw wouldLockOut();
      return result;
    },
    async mustStay(tx, accountId, now) {
      const { able } = await readAccess(tx, now);
      return !able.some(({ id }) => id !== accountId);
    },
  };
}

/**
 * Over the back channel the key is also the client's secret, and only the current one is valid
 * (C2).
 */
function goodKeys({ tokenEndpoint }: JwtSettings, keys: readonly string[]): readonly string[] {
  return tokenEndpoint === null ? keys : keys.slice(0, 1);
}

/** Whether a person who could sign in before may no longer be able to. */
function isStricter(before: Access, after: Access): boolean {
  const stays = (id: number) => after.administrators.some((one) => one.id === id);
  const kept = goodKeys(after.settings, after.keys);
  return (
    (before.isPasswordLoginOn && !after.isPasswordLoginOn) ||
    !before.administrators.every(({ id }) => stays(id)) ||
    (before.isJwtUsable &&
      (!after.isJwtUsable ||
        !isProvenBy(proofOf(before.settings), after.settings) ||
        refusesMore(before.settings, after.settings) ||
        !goodKeys(before.settings, before.keys).every((key) => kept.includes(key))))
  );
}

/** Whether this change makes unsolicited sign-ins refused (F7). */
function refusesMore(before: JwtSettings, after: JwtSettings): boolean {
  return before.idpInitiated !== 'refuse' && after.idpInitiated === 'refuse';
}

function lastAdministrator(): DashboardError {
  return new DashboardError(
    'last_administrator',
    'This is the last active administrator. Make another person an administrator first.',
  );
}

/** The errors of a guarded change of versioned settings, for the API's description. */
export const guardedChangeErrors = [
  'locked_by_environment',
  'changed_meanwhile',
  'last_administrator',
  'would_lock_out',
] as const;

export function wouldLockOut(): DashboardError {
  return new DashboardError(
    'would_lock_out',
    'After this change no administrator could sign in. Save it with “passwordLoginEnabled”: true to enable password login in the same step, or prove the current JWT settings first: press “Try signing in” on the JWT page and sign in as yourself. If the environment disables password login, run ./dashboard password-login enable on the server.',
  );
}
