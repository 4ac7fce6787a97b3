import { type Actor, writeAudit } from '../audit/audit-store.ts';
import type { Tx } from '../db/database.ts';
import { lockedByEnvironment } from '../settings/refusals.ts';
import { readPasswordLogin, writePasswordLogin } from './password-login-store.ts';

/** Whether to enable password login, and who decides it. */
export interface PasswordLoginSwitch {
  readonly enabled: boolean;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
}

/** Enables or disables password login (W3) and writes it to the audit log; W4 is the caller's to check. */
export async function switchPasswordLogin(
  tx: Tx,
  { enabled, passwordLoginLock }: PasswordLoginSwitch,
  by: Actor,
  now: number,
): Promise<void> {
  const before = await readPasswordLogin(tx, passwordLoginLock);
  if (before.enabled === enabled) return;
  await writePasswordLogin(tx, { enabled, overridesEnvironment: false }, now);
  const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
  const change = { before: { enabled: before.enabled }, after: { enabled } };
  await writeAudit(tx, by, { action: 'password_login_changed', subject, ...change }, now);
}

/** @throws DashboardError `locked_by_environment`, unless it already has the wanted value */
export async function refuseLockedPasswordLogin(
  tx: Tx,
  { enabled, passwordLoginLock }: PasswordLoginSwitch,
): Promise<void> {
  if (passwordLoginLock === null) return;
  const before = await readPasswordLogin(tx, passwordLoginLock);
  if (before.enabled !== enabled) throw lockedByEnvironment(['DASHBOARD_PASSWORD_LOGIN_ENABLED']);
}
