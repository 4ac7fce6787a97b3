import type { Kysely } from 'kysely';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { type ActiveAdministrator, activeAdministrators } from '../groups/group-store.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { isJwtUsable, type JwtSettings } from './jwt-settings.ts';
import type { JwtSource } from './jwt-source.ts';
import { isProvenBy, proofOf } from './sign-in-proof.ts';

/** Nobody locks themselves out by accident (G5, W4). */
export interface LockOutGuard {
  /**
   * Makes a change, unless it would leave no active administrator, or none who can sign in: then it
   * throws, and the transaction undoes it.
   *
   * @throws DashboardError `last_administrator`, `would_lock_out`
   */
  keepAWayIn<T>(tx: Kysely<Schema>, now: number, change: () => Promise<T>): Promise<T>;
  /** Whether a sync must leave this person an administrator (G5); asked under the lock on accounts. */
  mustStay(tx: Kysely<Schema>, accountId: number, now: number): Promise<boolean>;
  /** Active administrators who can sign in through JWT as it is set (W4). */
  proven(db: Kysely<Schema>, now: number): Promise<readonly ActiveAdministrator[]>;
  /** The same guard over other JWT settings: those that are tried out. */
  over(jwt: JwtSource): LockOutGuard;
}

export interface LockOutDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
  /** Whether the site will have another address from the next start on. */
  readonly isSiteMoving: (db: Kysely<Schema>) => Promise<boolean>;
}

/** What decides who may administer, and whether they come in. */
interface Door {
  readonly administrators: readonly ActiveAdministrator[];
  /** Those of them who can sign in: a password is one that counts, or can be reset from the shell. */
  readonly able: readonly ActiveAdministrator[];
  readonly proven: readonly ActiveAdministrator[];
  readonly isPasswordLoginOn: boolean;
  readonly isJwtUsable: boolean;
  readonly settings: JwtSettings;
  readonly keys: readonly string[];
}

export function createLockOutGuard(deps: LockOutDeps): LockOutGuard {
  const { database, jwt, passwordLoginLock } = deps;

  async function doorOf(db: Kysely<Schema>, now: number): Promise<Door> {
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
    const door = { isPasswordLoginOn, isJwtUsable: isUsable, settings, keys };
    return { administrators, able, proven, ...door };
  }

  return {
    proven: async (db, now) => (await doorOf(db, now)).proven,
    over: (other) => createLockOutGuard({ ...deps, jwt: other }),
    async keepAWayIn(tx, now, change) {
      await database.lock(tx, 'accounts');
      const before = await doorOf(tx, now);
      const result = await change();
      const after = await doorOf(tx, now);
      if (before.administrators.length === 0) return result;
      if (after.administrators.length === 0) throw lastAdministrator();
      const isSwitchedOff = before.isPasswordLoginOn && !after.isPasswordLoginOn;
      // Nobody has come in at an address that holds from the next start only.
      if (isSwitchedOff && (await deps.isSiteMoving(tx))) throw wouldLockOut();
      if (after.able.length > 0) return result;
      // Where nobody was proven before, who could come in is unknown: then the door stays as it is.
      if (before.able.length > 0 || isNarrower(before, after)) throw wouldLockOut();
      return result;
    },
    async mustStay(tx, accountId, now) {
      const { able } = await doorOf(tx, now);
      return !able.some(({ id }) => id !== accountId);
    },
  };
}

/** Over the back channel the key is the client's secret as well, and that is the current one only (C2). */
function goodKeys({ tokenEndpoint }: JwtSettings, keys: readonly string[]): readonly string[] {
  return tokenEndpoint === null ? keys : keys.slice(0, 1);
}

/** Whether somebody who may have come in before might not any more. */
function isNarrower(before: Door, after: Door): boolean {
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

/** Whether sign-ins that didn't start here are refused only now (F7). */
function refusesMore(before: JwtSettings, after: JwtSettings): boolean {
  return before.idpInitiated !== 'refuse' && after.idpInitiated === 'refuse';
}

function lastAdministrator(): DashboardError {
  return new DashboardError(
    'last_administrator',
    'This is the last active administrator. Make another person an administrator first.',
  );
}

/** What a guarded change of versioned settings can answer, for the API's description. */
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
