import { type VerifiedToken, verifyLoginToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import { writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { noteKeyUse } from '../jwt-settings/jwt-settings-store.ts';
import type { JwtSource } from '../jwt-settings/jwt-source.ts';
import { newReference } from '../reference.ts';
import type { SignedInViewer } from '../sessions/find-viewer.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { Site } from '../site.ts';
import type { CircleGuard } from './circle-guard.ts';
import { type Identity, readIdentity } from './identity.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { lookUpAccount, provisionAccount } from './provision-account.ts';
import { readReturnTo } from './return-to.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import { noteOf } from './sign-in-note.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { type GroupSync, syncGroups } from './sync-groups.ts';
import { useTokenOnce } from './use-token-once.ts';

export interface SignInDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly site: Site;
  readonly lifetime: SessionLifetime;
  readonly circles: CircleGuard;
  readonly now: () => number;
}

/** What the browser brought back from the authentication app. */
export interface SignInAnswer {
  readonly token: string;
  readonly returnTo: string | undefined;
  /** Null where no `state` came back. */
  readonly state: string | null;
  /** The attempt of this browser that `state` names, or null. */
  readonly attempt: SignInAttempt | null;
  readonly browser: Browser;
  /** Whose live session this browser has, or null. */
  readonly viewer: SignedInViewer | null;
  /** Whether it brought any cookie of ours (S8). */
  readonly broughtCookies: boolean;
}

export interface SignedIn {
  readonly returnPath: string;
  /** Null where the session that is there already was opened by this token or belongs to its account. */
  readonly session: OpenedSession | null;
}

/** How far a sign-in got: what the log may say of it, should it be refused. */
export interface SignInTrail {
  settings: JwtSettings | null;
  verified: VerifiedToken | null;
}

/**
 * A whole sign-in, in the order it happens (section 3 of the protocol page). A step that fails refuses
 * it, and nothing is written.
 *
 * @throws SignInRefused, TokenRefused
 */
export async function finishSignIn(
  deps: SignInDeps,
  answer: SignInAnswer,
  trail: SignInTrail,
): Promise<SignedIn> {
  const now = deps.now();
  const { settings, keys } = await jwtInUse(deps, now);
  trail.settings = settings;
  const returnPath =
    readReturnTo(answer.returnTo, deps.site) ?? answer.attempt?.returnPath ?? deps.site.basePath;
  const verified = await verify(answer.token, settings, keys, deps, now);
  trail.verified = verified;
  const identity = readIdentity(verified.claims, settings);
  if (await isSignedInAlready(deps.database.read, answer, verified, identity, settings)) {
    return { returnPath, session: null };
  }
  refuseCircle(deps.circles, answer, identity, now);
  const session = await deps.database.transaction(async (tx) => {
    await useTokenOnce(tx, verified);
    const account = await provisionAccount(deps.database, tx, identity, settings, now);
    const sync = await syncGroups(deps.database, tx, account.id, identity.groupNames, settings);
    if (deps.jwt.isUseDue(verified.keyFingerprint, now)) {
      await noteKeyUse(tx, { fingerprint: verified.keyFingerprint, now });
    }
    await writeSuccess(tx, answer, verified, identity, settings, {
      accountId: account.id,
      sync,
      now,
    });
    const start = {
      accountId: account.id,
      signedInVia: 'jwt',
      openedBy: verified.useKeys[0] ?? null,
    } as const;
    return openSession(tx, start, answer.browser, deps.lifetime, now);
  });
  if (!answer.broughtCookies)
    deps.circles.countTurn({ ...answer.browser, email: identity.email }, now, deps.now());
  return { returnPath, session };
}

function verify(
  token: string,
  settings: JwtSettings,
  keys: Parameters<typeof verifyLoginToken>[1]['keys'],
  { site }: SignInDeps,
  now: number,
): Promise<VerifiedToken> {
  const { issuer, audience, maxAgeSeconds } = settings;
  const ownAudiences = [site.address, site.address.slice(0, -1)];
  return verifyLoginToken(token, { keys, issuer, audience, ownAudiences, maxAgeSeconds }, now);
}

/**
 * Which browser brings the token (F7).
 *
 * @returns true where its live session was opened by this very token, or already is the token's account's
 * @throws SignInRefused `state_mismatch`, or `unsolicited` where it would swap the person who is signed in
 */
async function isSignedInAlready(
  db: Kysely<Schema>,
  { viewer, state, attempt }: SignInAnswer,
  verified: VerifiedToken,
  identity: Identity,
  settings: JwtSettings,
): Promise<boolean> {
  if (viewer !== null && viewer.row.opened_by === verified.useKeys[0]) return true;
  const isStray = state !== null && attempt === null;
  if (viewer !== null) {
    const account = await lookUpAccount(db, identity, settings);
    const isSame = account !== null && account !== 'conflict' && account.id === viewer.accountId;
    if (isSame && isStray) return true;
    if (!isSame && !isStray) {
      throw new SignInRefused(
        'unsolicited',
        'F7',
        'Somebody else is signed in to Dashboard in this browser.',
        { usesToken: true },
      );
    }
  }
  if (!isStray) return false;
  throw new SignInRefused(
    'state_mismatch',
    'F7',
    'The “state” that came back belongs to no sign-in that this browser began.',
    {
      usesToken: true,
    },
  );
}

function refuseCircle(
  circles: CircleGuard,
  answer: SignInAnswer,
  { email }: Identity,
  now: number,
): void {
  if (answer.broughtCookies || !circles.isCircling({ ...answer.browser, email }, now)) return;
  throw new SignInRefused(
    'cookies_blocked',
    'S8',
    'The browser keeps no cookies, so every sign-in ends at the next one.',
  );
}

interface Success {
  readonly accountId: number;
  readonly sync: GroupSync;
  readonly now: number;
}

async function writeSuccess(
  tx: Kysely<Schema>,
  { browser }: SignInAnswer,
  { claims }: VerifiedToken,
  identity: Identity,
  settings: JwtSettings,
  { accountId, sync, now }: Success,
): Promise<void> {
  const { claimNames, groupNames } = noteOf(claims, settings);
  const notes = [
    identity.skippedKeys.length > 0 &&
      `Not stored as attributes: ${JSON.stringify(identity.skippedKeys)}.`,
    sync.keptLastAdministrator &&
      'Kept in Administrators although the token doesn’t say so: nobody else is an administrator.',
  ].filter((note) => note !== false);
  await writeSignIn(tx, {
    at: now,
    outcome: 'signed_in',
    code: null,
    failedCheck: null,
    detail: notes.length === 0 ? null : notes.join(' '),
    reference: newReference(),
    email: identity.email,
    accountId,
    address: browser.address,
    userAgent: browser.userAgent,
    flow: 'authorization_code',
    claimNames,
    groupNames,
  });
}
