import type { PasswordChange } from '@dashboard/contract';
import { updatePassword } from '../accounts/account-store.ts';
import { type Actor, writeAudit } from '../audit/audit-store.ts';
import { DashboardError } from '../dashboard-error.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { hashPassword, verifyPassword } from '../passwords/password-hash.ts';
import type { SignedInViewer } from '../sessions/find-viewer.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import { deleteSessionsOf } from '../sessions/session-store.ts';
import type { PasswordSignInDeps } from './sign-in-with-password.ts';
import { bucketsOf, countTry, forgiveTries } from './try-limit.ts';

export type ChangedPassword =
  | { readonly session: OpenedSession }
  | { readonly waitSeconds: number };

const busyWait = 5;

/**
 * Changes one's own password: every session ends, everywhere, and this browser gets a fresh one. Wrong
 * tries count as those at the door do (W2), by this account and nobody else's.
 *
 * @throws DashboardError `sso_account`, `validation_failed`, `invalid_credentials`
 */
export async function changeOwnPassword(
  deps: Pick<PasswordSignInDeps, 'database' | 'lifetime' | 'turns' | 'now'>,
  { row }: SignedInViewer,
  { currentPassword, newPassword }: PasswordChange,
  browser: Browser,
  by: Actor,
): Promise<ChangedPassword> {
  const now = deps.now();
  if (row.source === 'jwt') {
    throw new DashboardError(
      'sso_account',
      'You sign in through your company’s app, and have no password here.',
    );
  }
  const fault = passwordFault(newPassword);
  if (fault !== null) throw invalid({ newPassword: fault });
  const buckets = bucketsOf(row.email, browser.address, `session ${row.id}`);
  const wait = await countTry(deps.database, buckets, now);
  if (wait !== null) return { waitSeconds: wait };
  const isRight = await deps.turns.run(() => verifyPassword(currentPassword, row.password_hash));
  if (isRight === null) return { waitSeconds: busyWait };
  if (!isRight) throw new DashboardError('invalid_credentials', 'The current password is wrong.');
  const passwordHash = await hashPassword(newPassword);
  const session = await deps.database.transaction(async (tx) => {
    await forgiveTries(tx, buckets);
    await updatePassword(tx, row.id, passwordHash, null);
    await deleteSessionsOf(tx, row.id);
    const subject = { kind: 'account', id: row.id, name: row.email } as const;
    await writeAudit(tx, by, { action: 'password_set', subject, after: { once: false } }, now);
    const start = { accountId: row.id, signedInVia: 'password', openedBy: null } as const;
    return openSession(tx, start, browser, deps.lifetime, now);
  });
  return { session };
}

function invalid(fields: Record<string, string>): DashboardError {
  return new DashboardError('validation_failed', 'Some values are not as they should be.', {
    fields,
  });
}
