import type { PasswordSignIn } from '@dashboard/contract';
import { findByEmail, noteSignIn, spendPassword } from '../accounts/account-store.ts';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { type SignInLogRow, writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import { networkOf } from '../network.ts';
import { verifyPassword } from '../passwords/password-hash.ts';
import { readPasswordLogin } from '../passwords/password-login-store.ts';
import type { Turns } from '../passwords/turns.ts';
import { newReference } from '../reference.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { KnownBrowser } from './known-browser.ts';
import { bucketsOf, countTry, forgiveTries, type TryBucket } from './try-limit.ts';

export interface PasswordSignInDeps {
  readonly database: Database;
  readonly lifetime: SessionLifetime;
  readonly refusals: RefusalLog;
  readonly turns: Turns;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
  readonly now: () => number;
}

/** The browser that tries, with what its sealed cookie says of it (W2). */
export interface TryingBrowser extends Browser {
  readonly known: KnownBrowser | null;
}

export type PasswordSignInResult =
  | { readonly account: AccountRow; readonly session: OpenedSession }
  | { readonly refused: 'invalid_credentials' | 'password_login_disabled' }
  | { readonly refused: 'too_many_attempts'; readonly waitSeconds: number };

/** Seconds that somebody waits who comes while too many passwords are being checked already. */
const busyWait = 5;

/**
 * Signs in with a password (W1–W3). An unknown e-mail, a wrong password, an account without one and a
 * deactivated account take the same time and give the same answer; whatever it is, the sign-in log
 * has it.
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
  const [account] = await findByEmail(deps.database.read, { email: email.trim().toLowerCase() });
  const isKnown = account !== undefined && browser.known?.accountIds.includes(account.id);
  const buckets = bucketsOf(email, browser.address, isKnown ? (browser.known?.id ?? null) : null);
  const wait = await countTry(deps.database, buckets, now);
  if (wait !== null) return tooMany(deps, browser, account, wait);
  const isRight = await deps.turns.run(() =>
    verifyPassword(password, account?.password_hash ?? null),
  );
  if (isRight === null) return tooMany(deps, browser, account, busyWait);
  const mayEnter = account?.active === 1 && account.password_once !== 'spent' && isRight;
  const entered = mayEnter ? await enter(deps, account, browser, buckets) : null;
  return (
    entered ?? refuse(deps, browser, account ?? null, { code: 'invalid_credentials', check: 'W1' })
  );
}

async function enter(
  { database, lifetime, now }: PasswordSignInDeps,
  account: AccountRow,
  browser: Browser,
  buckets: readonly TryBucket[],
): Promise<PasswordSignInResult | null> {
  const at = now();
  return database.transaction(async (tx) => {
    // A one-time password lets one in: of two at the same moment the other is refused.
    if (account.password_once === 'fresh' && !(await spendPassword(tx, account.id))) return null;
    await forgiveTries(tx, buckets);
    await writeSignIn(tx, rowOf(browser, account, null, at));
    await noteSignIn(tx, { id: account.id, now: at });
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
  account: AccountRow | undefined,
  waitSeconds: number,
): PasswordSignInResult {
  const reason = { code: 'too_many_attempts', check: 'W2' } as const;
  refusals.write(rowOf(browser, account ?? null, reason, now()), networkOf(browser.address));
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
    // What somebody typed may be anything, a password too: only an address that exists is kept.
    email: account?.email ?? null,
    accountId: account?.id ?? null,
    address,
    userAgent,
    flow: 'password',
    claimNames: null,
    groupNames: null,
  };
}
