import type { PasswordSignIn } from '@dashboard/contract';
import { findByEmail, noteSignIn } from '../accounts/account-store.ts';
import { isPlainAddress } from '../accounts/plain-address.ts';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { type SignInLogRow, writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import { networkOf } from '../network.ts';
import { verifyPassword } from '../passwords/password-hash.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import { newReference } from '../reference.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import { idWhereKnown, type KnownBrowser } from './known-browser.ts';
import { type Attempt, attemptOf, forgiveTries, type TryLimit } from './try-limit.ts';

export interface PasswordSignInDeps {
  readonly database: Database;
  readonly lifetime: SessionLifetime;
  readonly refusals: RefusalLog;
  readonly tries: TryLimit;
  /** The environment's value for password login, or null. */
  readonly passwordLoginLock: boolean | null;
  readonly now: () => number;
}

/** The browser that signs in, with the content of its encrypted cookie (W2). */
export interface TryingBrowser extends Browser {
  readonly known: KnownBrowser | null;
}

export type PasswordSignInResult =
  | { readonly account: AccountRow; readonly session: OpenedSession }
  | { readonly refused: 'invalid_credentials' | 'password_login_disabled' }
  | { readonly refused: 'too_many_attempts'; readonly waitSeconds: number };

/**
 * Signs in with a password (W1–W3). An unknown email, a wrong password, an account without one and
 * a deactivated account take the same time and get the same response. The sign-in log has the real
 * reason.
 */
export async function signInWithPassword(
  deps: PasswordSignInDeps,
  { email, password }: PasswordSignIn,
  browser: TryingBrowser,
): Promise<PasswordSignInResult> {
  const now = deps.now();
  const { enabled } = await readPasswordLogin(deps.database.read, deps.passwordLoginLock);
  if (!enabled)
    return refuse(deps, browser, null, { code: 'password_login_disabled', check: 'W3' });
  const account = await accountOf(deps.database, email);
  const attempt = attemptOf(
    email,
    browser.address,
    account === null ? null : idWhereKnown(browser.known, account),
  );
  const tried = await deps.tries.try(
    attempt,
    () => verifyPassword(password, account?.password_hash ?? null),
    now,
  );
  if ('waitSeconds' in tried) return tooMany(deps, browser, account, tried.waitSeconds);
  const entered =
    account !== null && tried.isRight ? await enter(deps, account, browser, attempt) : null;
  return entered ?? refuse(deps, browser, account, { code: 'invalid_credentials', check: 'W1' });
}

async function accountOf({ read }: Database, email: string): Promise<AccountRow | null> {
  const typed = email.trim().toLowerCase();
  const [account] = isPlainAddress(typed) ? await findByEmail(read, { email: typed }) : [];
  return account ?? null;
}

/**
 * The password, the account or the setting may have changed since the verification.
 *
 * @returns null if one of them has
 */
async function enter(
  { database, lifetime, passwordLoginLock, now }: PasswordSignInDeps,
  account: AccountRow,
  browser: Browser,
  attempt: Attempt,
): Promise<PasswordSignInResult | null> {
  const at = now();
  return database.transaction(async (tx) => {
    await database.lock(tx, 'settings');
    const { enabled } = await readPasswordLogin(tx, passwordLoginLock);
    const passwordHash = account.password_hash ?? '';
    const isStill =
      enabled && (await noteSignIn(tx, { id: account.id, passwordHash, now: at })).length > 0;
    if (!isStill) return null;
    await forgiveTries(tx, attempt);
    await writeSignIn(tx, rowOf(browser, account, null, at));
    const start = { accountId: account.id, signedInVia: 'password', openedBy: null } as const;
    const session = await openSession(tx, start, browser, lifetime, at);
    const passwordOnce = account.password_once === 'fresh' ? ('spent' as const) : null;
    return {
      account: { ...account, password_once: passwordOnce, last_sign_in_at: at },
      session,
    };
  });
}

interface Reason {
  readonly code: 'invalid_credentials' | 'password_login_disabled' | 'too_many_attempts';
  readonly check: 'W1' | 'W2' | 'W3';
}

function refuse(
  { refusals, now }: PasswordSignInDeps,
  browser: Browser,
  account: AccountRow | null,
  reason: Reason & { readonly code: 'invalid_credentials' | 'password_login_disabled' },
): PasswordSignInResult {
  refusals.write(rowOf(browser, account, reason, now()), networkOf(browser.address));
  return { refused: reason.code };
}

function tooMany(
  { refusals, now }: PasswordSignInDeps,
  browser: Browser,
  account: AccountRow | null,
  waitSeconds: number,
): PasswordSignInResult {
  const reason = { code: 'too_many_attempts', check: 'W2' } as const;
  refusals.write(rowOf(browser, account, reason, now()), networkOf(browser.address));
  return { refused: 'too_many_attempts', waitSeconds };
}

function rowOf(
  { address, userAgent }: Browser,
  account: AccountRow | null,
  reason: Reason | null,
  at: number,
): SignInLogRow {
  return {
    at,
    outcome: reason === null ? 'signed_in' : 'refused',
    code: reason?.code ?? null,
    failedCheck: reason?.check ?? null,
    detail: null,
    reference: newReference(),
    // A person can type anything as an email, even a password: only an address that exists is
    // stored.
    email: account?.email ?? null,
    accountId: account?.id ?? null,
    address,
    userAgent,
    flow: 'password',
    claimNames: null,
    groupNames: null,
  };
}
