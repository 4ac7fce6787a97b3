import type { Kysely } from 'kysely';
import { writeAudit } from '../../audit/audit-store.ts';
import { DashboardError } from '../../dashboard-error.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { Schema } from '../../db/schema.ts';
import { groupsOfAccount } from '../../groups/group-store.ts';
import { noteKeyUse } from '../../jwt-settings/jwt-settings-store.ts';
import type { LockOutGuard } from '../../jwt-settings/lock-out-guard.ts';
import { readPasswordLogin, writePasswordLogin } from '../../passwords/password-login-store.ts';

/** A sign-in that has been committed. */
interface CommittedSignIn {
  readonly accountId: number;
  /** Of the key that the token was signed with. */
  readonly keyFingerprint: string;
  /** Whether it started here, under the current settings (W4). */
  readonly isProof: boolean;
}

/** Called after each sign-in that has been committed. */
export type AfterSignIn = (signIn: CommittedSignIn, now: number) => Promise<void>;

export interface AfterSignInDeps {
  readonly database: Database;
  readonly guard: LockOutGuard;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
  readonly onFailure: (error: unknown) => void;
}

/** How often a key's last use is written, in milliseconds: else every sign-in would wait for one row. */
const writeUseEvery = 60_000;

/**
 * Side effects after a sign-in has been committed: its key's last use, once a minute, and the end of an
 * override (W5). A failure here undoes no sign-in.
 */
export function createAfterSignIn(deps: AfterSignInDeps): AfterSignIn {
  const { database, passwordLoginLock, onFailure } = deps;
  const writtenAt = new Map<string, number>();

  async function writeUse(
    { keyFingerprint: fingerprint, accountId }: CommittedSignIn,
    now: number,
  ): Promise<void> {
    const before = writtenAt.get(fingerprint) ?? 0;
    if (before > now - writeUseEvery) return;
    writtenAt.set(fingerprint, now);
    try {
      await database.transaction((tx) => noteKeyUse(tx, { fingerprint, accountId, now }));
    } catch (error) {
      writtenAt.set(fingerprint, before);
      throw error;
    }
  }

  return async (signIn, now) => {
    try {
      await writeUse(signIn, now);
      if (signIn.isProof && passwordLoginLock === false)
        await endOverride(deps, signIn.accountId, now);
    } catch (error) {
      onFailure(error);
    }
  };
}

/**
 * If the environment disables password login and the command line has enabled it again, that lasts until
 * an administrator signs in through JWT (W5). This ends it, unless no administrator could sign in then.
 */
async function endOverride(
  { database, guard }: AfterSignInDeps,
  accountId: number,
  now: number,
): Promise<void> {
  const isOverridden = async (db: Kysely<Schema>) =>
    (await readPasswordLogin(db, false)).overridesEnvironment;
  if (!(await isOverridden(database.read))) return;
  try {
    await database.transaction(async (tx) => {
      await database.lock(tx, 'settings');
      if (!(await isOverridden(tx))) return;
      const groups = await groupsOfAccount(tx, { accountId });
      if (!groups.some((group) => group.built_in === 'administrators')) return;
      await guard.keepAWayIn(tx, now, () =>
        writePasswordLogin(tx, { enabled: false, overridesEnvironment: false }, now),
      );
      await writeOverrideEnd(tx, accountId, now);
    });
  } catch (error) {
    if (!(error instanceof DashboardError && error.code === 'would_lock_out')) throw error;
  }
}

async function writeOverrideEnd(tx: Tx, accountId: number, now: number): Promise<void> {
  const actor = { kind: 'sign_in', accountId, email: null, address: null } as const;
  const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
  const change = { before: { enabled: true }, after: { enabled: false } };
  await writeAudit(tx, actor, { action: 'password_login_changed', subject, ...change }, now);
}
