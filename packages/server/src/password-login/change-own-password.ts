import type { PasswordChange } from '@dashboard/contract';
import { replacePassword } from '../accounts/account-store.ts';
import { type Actor, writeAudit } from '../audit/audit-store.ts';
import { DashboardError, invalidValues } from '../dashboard-error.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { hashPassword, verifyPassword } from '../passwords/password-hash.ts';
import type { SignedInViewer } from '../sessions/find-viewer.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import { deleteSessionsOf } from '../sessions/session-store.ts';
import type { PasswordSignInDeps } from './sign-in-with-password.ts';
import { attemptOf, forgiveTries } from './try-limit.ts';

/** A browser, or a program with a bearer session, which can't use the cookie of a new one (X4). */
type Client = Browser & { readonly isBearer: boolean };

export type ChangedPassword =
  | { readonly session: OpenedSession | null }
  | { readonly waitSeconds: number };

/**
 * Changes the viewer's own password: every session ends, on all servers, and a browser gets a new
 * one. Wrong passwords count as at sign-in (W2), against this account only.
 *
 * @throws DashboardError `sso_account`, `validation_failed`, `invalid_credentials`, `not_signed_in`
 * if the session ended or the password changed meanwhile
 */
export async function changeOwnPassword(
  deps: Pick<PasswordSignInDeps, 'database' | 'lifetime' | 'tries' | 'now'>,
  { row, sessionId }: SignedInViewer,
  { currentPassword, newPassword }: PasswordChange,
  { isBearer, ...browser }: Client,
  by: Actor,
): Promise<ChangedPassword> {
  const now = deps.now();
  if (row.password_hash === null) {
    throw new DashboardError(
      'sso_account',
      'You sign in through your company’s app, and have no password here.',
    );
  }
  const fault = passwordFault(newPassword);
  if (fault !== null) throw invalidValues({ newPassword: fault });
  const attempt = attemptOf(row.email, browser.address, `session ${row.id}`);
  const oldHash = row.password_hash ?? '';
  const tried = await deps.tries.try(attempt, () => verifyPassword(currentPassword, oldHash), now);
  if ('waitSeconds' in tried) return tried;
  if (!tried.isRight)
    throw new DashboardError('invalid_credentials', 'The current password is wrong.');
  const passwordHash = await hashPassword(newPassword);
  const session = await deps.database.transaction(async (tx) => {
    const isReplaced = await replacePassword(tx, row.id, { old: oldHash, new: passwordHash });
    const ended = await deleteSessionsOf(tx, row.id);
    if (!isReplaced || !ended.includes(sessionId)) throw notSignedIn();
    await forgiveTries(tx, attempt);
    const subject = { kind: 'account', id: row.id, name: row.email } as const;
    await writeAudit(tx, by, { action: 'password_set', subject, after: { once: false } }, now);
    if (isBearer) return null;
    const start = { accountId: row.id, signedInVia: 'password', openedBy: null } as const;
    return openSession(tx, start, browser, deps.lifetime, now);
  });
  return { session };
}

function notSignedIn(): DashboardError {
  return new DashboardError('not_signed_in', 'You were signed out meanwhile. Nothing was changed.');
}
