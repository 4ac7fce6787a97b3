import type { Kysely } from 'kysely';
import { writeAudit } from '../audit/audit-store.ts';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import type { LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { readPasswordLogin, writePasswordLogin } from '../passwords/password-login-store.ts';

/**
 * Where the environment has password login off and somebody at the shell has switched it on again, that
 * lasts until an administrator comes in through JWT (W5): this ends it, unless nobody could come in
 * again then.
 */
export async function endOverride(
  { database, guard }: { readonly database: Database; readonly guard: LockOutGuard },
  accountId: number,
  now: number,
): Promise<void> {
  if (!(await readPasswordLogin(database.read, false)).overridesEnvironment) return;
  try {
    await database.transaction((tx) => end(database, guard, tx, accountId, now));
  } catch (error) {
    if (!(error instanceof DashboardError && error.code === 'would_lock_out')) throw error;
  }
}

async function end(
  database: Database,
  guard: LockOutGuard,
  tx: Kysely<Schema>,
  accountId: number,
  now: number,
): Promise<void> {
  await database.lock(tx, 'settings');
  if (!(await readPasswordLogin(tx, false)).overridesEnvironment) return;
  const groups = await groupsOfAccount(tx, { accountId });
  if (!groups.some((group) => group.built_in === 'administrators')) return;
  await guard.keepAWayIn(tx, now, () =>
    writePasswordLogin(tx, { enabled: false, overridesEnvironment: false }, now),
  );
  const actor = { kind: 'sign_in', accountId, email: null, address: null } as const;
  const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
  const change = { before: { enabled: true }, after: { enabled: false } };
  await writeAudit(tx, actor, { action: 'password_login_changed', subject, ...change }, now);
}
