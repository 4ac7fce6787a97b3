import { type VerifiedToken, verifyLoginToken } from '@dashboard/login-token';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { JwtInForce, JwtSource } from '../jwt-settings/jwt-source.ts';
import { proofOf } from '../jwt-settings/sign-in-proof.ts';
import type { Browser, OpenedSession } from '../sessions/open-session.ts';
import type { Site } from '../site.ts';
import { type AdmitDeps, type Arrival, AttemptTaken, admit } from './admit.ts';
import type { AfterAdmission } from './after-admission.ts';
import {
  type Binding,
  type BrowserState,
  bindToBrowser,
  bindToCaller,
  needsAttempt,
} from './bind-to-browser.ts';
import type { CircleGuard } from './circle-guard.ts';
import { type Identity, readIdentity } from './identity.ts';
import { jwtInUse } from './jwt-in-use.ts';
import type { SignInToConfirm } from './park-sign-in.ts';
import { readReturnTo } from './return-to.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { findTrial } from './sign-in-trial.ts';
import { useUp } from './use-token-once.ts';

export interface SignInDeps extends AdmitDeps {
  readonly jwt: JwtSource;
  readonly site: Site;
  readonly circles: CircleGuard;
  /** Told of each person who came in, once that is on disk. */
  readonly afterAdmission: AfterAdmission;
  readonly now: () => number;
}

/** What the browser brought back from the authentication app. */
export interface SignInAnswer extends BrowserState {
  readonly token: string;
  readonly returnTo: string | undefined;
  readonly browser: Browser;
  /** Whether it brought any cookie of ours (S8). */
  readonly broughtCookies: boolean;
  /** How long the token may be: more where it was posted (F2). */
  readonly maxTokenLength: number;
  /** What carries the session: a cookie unless it says otherwise (X4). */
  readonly carriedBy?: 'bearer';
}

export interface SignedIn {
  readonly returnPath: string;
  /** Null where the session that is there already was opened by this token or belongs to its account. */
  readonly session: OpenedSession | null;
  /** What waits for a click, where the person is asked first (F7). */
  readonly toConfirm: SignInToConfirm | null;
}

/** How far a sign-in got: what the log may say of it, should it be refused. */
export interface SignInTrail {
  settings: JwtSettings | null;
  verified: VerifiedToken | null;
  /** The cookie of the attempt that this sign-in has taken. */
  takenCookie: string | null;
  /** Where it was to lead, as far as the attempt or what was posted says. */
  returnPath: string | null;
  /** Sentences for the sign-in log, whatever the outcome. */
  notes: string[];
  /** Whether the token endpoint was asked for this sign-in (C1). */
  askedEndpoint: boolean;
}

export function newTrail(): SignInTrail {
  return {
    settings: null,
    verified: null,
    takenCookie: null,
    returnPath: null,
    notes: [],
    askedEndpoint: false,
  };
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
  const returnTo = noteReturnTo(answer.returnTo, deps.site, trail);
  const inUse = await jwtInUse(deps, now);
  const { settings } = inUse;
  if (settings.tokenEndpoint !== null) throw frontChannelDisabled();
  const returnPath = returnTo ?? ownReturnPath(answer, deps.site);
  const { verified, identity } = await readToken(answer.token, inUse, deps.site, trail, now, {
    maxLength: answer.maxTokenLength,
  });
  const { browser, carriedBy } = answer;
  const currentKey = inUse.keys[0]?.fingerprint ?? null;
  const arrival = { verified, identity, settings, currentKey, browser, carriedBy };

  async function finishFrom(state: BrowserState): Promise<SignedIn> {
    const binding =
      carriedBy === 'bearer'
        ? bindToCaller(verified, settings)
        : await bindToBrowser(deps.database.read, state, verified, identity, settings);
    if (state.state !== null && state.named === null) trail.notes.push(unknownState);
    const returned = { browser: state, binding, verified, identity };
    const trial = await findTrial(deps.database.read, returned, settings, now);
    if (trial === null)
      return complete(deps, answer, { ...arrival, binding, returnPath }, trail, now);
    // The administrator has asked for this sign-in, so nobody has to confirm it (W4).
    trail.takenCookie = trial.cookieName;
    const tried = { binding: { next: 'admit', attempt: null }, trial: trial.attempt } as const;
    const ownPath = trial.attempt.returnPath;
    return complete(deps, answer, { ...arrival, ...tried, returnPath: ownPath }, trail, now);
  }

  try {
    return await finishFrom(answer);
  } catch (error) {
    // Another request has used the attempt meanwhile: its `state` counts as an unknown one (F7).
    if (!(error instanceof AttemptTaken)) throw error;
    return finishFrom({ ...answer, named: null });
  }
}

const unknownState =
  'The “state” that came back belongs to no attempt of this browser, so it was ignored.';

/** Reads `return_to` (F1) and keeps what the log says about it. @throws SignInRefused */
export function noteReturnTo(
  value: string | undefined,
  site: Site,
  trail: SignInTrail,
): string | null {
  const { path, note } = readReturnTo(value, site);
  if (note !== null) trail.notes.push(note);
  return path;
}

/** What has passed every check up to the browser's. */
export interface Checked extends Omit<Arrival, 'attempt' | 'notes'> {
  readonly binding: Binding;
  readonly returnPath: string;
}

/**
 * The end of a sign-in, however its token came: nothing to do, a page that asks first, or F8 and all
 * that is written.
 *
 * @throws SignInRefused
 */
export async function complete(
  deps: SignInDeps,
  { broughtCookies }: Pick<SignInAnswer, 'broughtCookies'>,
  { binding, returnPath, ...checked }: Checked,
  trail: SignInTrail,
  now: number,
): Promise<SignedIn> {
  if (binding.next === 'only redirect') {
    if (binding.usesToken) await deps.database.transaction((tx) => useUp(tx, checked.verified));
    return { returnPath, session: null, toConfirm: null };
  }
  trail.takenCookie = binding.attempt?.cookieName ?? trail.takenCookie;
  const { browser, identity, verified } = checked;
  refuseCircle(deps.circles, { broughtCookies, browser }, identity, now);
  const attempt = binding.attempt?.attempt ?? null;
  const { notes } = trail;
  const toConfirm = { verified, returnPath, attempt, notes, proof: proofOf(checked.settings) };
  if (binding.next === 'ask first') return { returnPath, session: null, toConfirm };
  const arrival = { ...checked, attempt, notes };
  const session = await letIn(deps, arrival, now);
  if (!broughtCookies)
    deps.circles.countTurn({ ...browser, email: identity.email }, now, deps.now());
  return { returnPath, session, toConfirm: null };
}

/** F8 and all that is written, and then what no sign-in waits for. */
async function letIn(deps: SignInDeps, arrival: Arrival, now: number): Promise<OpenedSession> {
  const { account, session, isProof } = await admit(deps, arrival, now);
  const { keyFingerprint } = arrival.verified;
  await deps.afterAdmission({ accountId: account.id, keyFingerprint, isProof }, now);
  return session;
}

/** A sign-in that the person has confirmed (F7): F8 and what follows. @throws SignInRefused */
export async function finishConfirmed(
  deps: SignInDeps,
  parked: SignInToConfirm,
  browser: Browser,
  trail: SignInTrail,
): Promise<SignedIn> {
  const now = deps.now();
  const { verified, returnPath, attempt } = parked;
  const inUse = await jwtInUse(deps, now);
  const { settings, keys } = inUse;
  trail.settings = settings;
  trail.verified = verified;
  trail.returnPath = returnPath;
  trail.notes.push(...parked.notes);
  refuseOutdated(parked, inUse);
  const identity = readIdentity(verified, settings);
  const currentKey = keys[0]?.fingerprint ?? null;
  const { notes } = parked;
  const arrival = { verified, identity, settings, currentKey, attempt, browser, notes };
  try {
    const session = await letIn(deps, arrival, now);
    return { returnPath, session, toConfirm: null };
  } catch (error) {
    // The person has confirmed it, so it needs no attempt unless the settings ask for one (F7).
    if (!(error instanceof AttemptTaken) || needsAttempt(settings)) throw error;
    const session = await letIn(deps, { ...arrival, attempt: null }, now);
    return { returnPath, session, toConfirm: null };
  }
}

/**
 * Refuses what was checked up to five minutes ago and no longer holds: the key was replaced, or the
 * settings were changed.
 */
function refuseOutdated(
  { verified, proof, attempt }: SignInToConfirm,
  { settings, keys }: Pick<JwtInForce, 'settings' | 'keys'>,
): void {
  if (!keys.some(({ fingerprint }) => fingerprint === verified.keyFingerprint)) {
    throw new SignInRefused(
      'token_signature',
      'F4',
      'The key of the token was replaced before the person confirmed this sign-in.',
    );
  }
  if (proof !== proofOf(settings) || (attempt === null && settings.idpInitiated === 'refuse')) {
    throw new SignInRefused(
      'ticket_invalid',
      'F7',
      'The settings were changed before the person confirmed this sign-in.',
      { usesToken: true },
    );
  }
}

function ownReturnPath({ named }: BrowserState, site: Site): string {
  return named?.attempt.returnPath ?? site.basePath;
}

/** Where codes are taken to a token endpoint, no token comes by the browser (section 4). */
export function frontChannelDisabled(): SignInRefused {
  return new SignInRefused(
    'front_channel_disabled',
    'C1',
    'This site takes codes to a token endpoint, and no token from the address.',
  );
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
  options: { readonly maxLength?: number } = {},
): Promise<{ readonly verified: VerifiedToken; readonly identity: Identity }> {
  const verified = await verifyToken(token, { settings, keys }, site, trail, now, options);
  return { verified, identity: readIdentity(verified, settings) };
}

/** The token, once it has passed F2–F6. @throws TokenRefused */
export async function verifyToken(
  token: string,
  { settings, keys }: Pick<JwtInForce, 'settings' | 'keys'>,
  site: Site,
  trail: SignInTrail,
  now: number,
  options: { readonly maxLength?: number } = {},
): Promise<VerifiedToken> {
  trail.settings = settings;
  const { issuer, audience, maxAgeSeconds } = settings;
  const ownAudiences = [site.address, site.address.slice(0, -1)];
  const trust = { keys, issuer, audience, ownAudiences, maxAgeSeconds };
  const verified = await verifyLoginToken(token, trust, now, options);
  trail.verified = verified;
  return verified;
}

function refuseCircle(
  circles: CircleGuard,
  answer: Pick<SignInAnswer, 'broughtCookies' | 'browser'>,
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
