import type { PasswordSignIn } from '@dashboard/contract';
import { findByEmail, noteSignIn } from '../accounts/account-store.ts';
import { writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import { verifyPassword } from '../passwords/password-hash.ts';
import { newReference } from '../reference.ts';
import { type Browser, type OpenedSession, openSession } from './open-session.ts';
import type { SessionLifetime } from './session-lifetime.ts';

export interface PasswordSignInDeps {
  readonly database: Database;
  readonly lifetime: SessionLifetime;
  readonly now: () => number;
}

export interface SignedInWithPassword {
  readonly account: AccountRow;
  readonly session: OpenedSession;
}

/**
 * Signs in with a password (W1). An unknown e-mail, a wrong password, an account without one and a
 * deactivated account take the same time and give the same answer.
 *
 * @returns null where it is refused; either way the sign-in log has a row
 */
export async function signInWithPassword(
  deps: PasswordSignInDeps,
  { email, password }: PasswordSignIn,
  browser: Browser,
): Promise<SignedInWithPassword | null> {
  const [account] = await findByEmail(deps.database.read, { email: email.trim().toLowerCase() });
  const isRight = await verifyPassword(password, account?.password_hash ?? null);
  const now = deps.now();
  const mayEnter = account !== undefined && isRight && account.active === 1;
  return deps.database.transaction(async (tx) => {
    await writeSignIn(tx, {
      at: now,
      outcome: mayEnter ? 'signed_in' : 'refused',
      code: mayEnter ? null : 'invalid_credentials',
      failedCheck: mayEnter ? null : 'W1',
      detail: null,
      reference: newReference(),
      // What somebody typed may be anything, a password too: only an address that exists is kept.
      email: account?.email ?? null,
      accountId: account?.id ?? null,
      address: browser.address,
      userAgent: browser.userAgent,
      flow: 'password',
      claimNames: null,
      groupNames: null,
    });
    if (!mayEnter) return null;
    await noteSignIn(tx, { id: account.id, now });
    const start = { accountId: account.id, signedInVia: 'password', openedBy: null } as const;
    const session = await openSession(tx, start, browser, deps.lifetime, now);
    return { account: { ...account, last_sign_in_at: now }, session };
  });
}
