import { type VerifiedToken, verifyLoginToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { JwtInForce } from '../jwt-settings/jwt-source.ts';
import type { SignedInViewer } from '../sessions/find-viewer.ts';
import type { Browser, OpenedSession } from '../sessions/open-session.ts';
import type { Site } from '../site.ts';
import { type AdmitDeps, admit } from './admit.ts';
import type { CircleGuard } from './circle-guard.ts';
import { type Identity, readIdentity } from './identity.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { lookUpAccount } from './provision-account.ts';
import { readReturnTo } from './return-to.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import { SignInRefused } from './sign-in-refused.ts';

export interface SignInDeps extends AdmitDeps {
  readonly site: Site;
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
  const inUse = await jwtInUse(deps, now);
  const { settings } = inUse;
  const returnPath =
    readReturnTo(answer.returnTo, deps.site) ?? answer.attempt?.returnPath ?? deps.site.basePath;
  const { verified, identity } = await readToken(answer.token, inUse, deps.site, trail, now);
  if (await isSignedInAlready(deps.database.read, answer, verified, identity, settings)) {
    return { returnPath, session: null };
  }
  refuseCircle(deps.circles, answer, identity, now);
  const arrival = {
    verified,
    identity,
    settings,
    attempt: answer.attempt,
    browser: answer.browser,
  };
  const { session } = await deps.database.transaction((tx) => admit(deps, tx, arrival, now));
  if (!answer.broughtCookies)
    deps.circles.countTurn({ ...answer.browser, email: identity.email }, now, deps.now());
  return { returnPath, session };
}

/**
 * What the token says, once it has passed F2–F6, I1–I3, the limits of I8 and the shape of G1.
 *
 * @throws SignInRefused, TokenRefused
 */
export async function readToken(
  token: string,
  { settings, keys }: Pick<JwtInForce, 'settings' | 'keys'>,
  site: Site,
  trail: SignInTrail,
  now: number,
): Promise<{ readonly verified: VerifiedToken; readonly identity: Identity }> {
  trail.settings = settings;
  const { issuer, audience, maxAgeSeconds } = settings;
  const ownAudiences = [site.address, site.address.slice(0, -1)];
  const trust = { keys, issuer, audience, ownAudiences, maxAgeSeconds };
  const verified = await verifyLoginToken(token, trust, now);
  trail.verified = verified;
  return { verified, identity: readIdentity(verified.claims, settings) };
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
