import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import { lookUpAccount } from '../../accounts/look-up-account.ts';
import type { Schema } from '../../db/schema.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { isSameText } from '../../secrets/is-same-text.ts';
import type { SignedInViewer } from '../../sessions/find-viewer.ts';
import type { BrowserState, FromCode } from '../receive/received.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { FoundAttempt } from '../start/attempt-cookies.ts';
import { isChallengeOf, type SignInAttempt } from '../start/sign-in-attempt.ts';
import { type Identity, requireSubject } from './identity.ts';

/** Who arrived, as the verified token says, and under which settings. */
export interface Arriving {
  readonly verified: VerifiedToken;
  readonly identity: Identity;
  readonly settings: JwtSettings;
  /** Fingerprint of the current key; the token may be signed with the previous one. */
  readonly currentKey: string | null;
}

/** How a token and the browser that brings it belong together. */
export type Binding =
  /** The live session was opened by this very token, or belongs to its account, which uses it up. */
  | { readonly next: 'redirect'; readonly usesToken: boolean }
  | {
      readonly next: 'admit' | 'ask first';
      readonly attempt: FoundAttempt | null;
      /** The trial that a token without an attempt came back from (W4). */
      readonly trial: FoundAttempt | null;
    };

/**
 * Which browser brings the token (F7), and in the flow with PKCE whether it is the one that the token
 * was made for (K2). An administrator who tries the settings needs no confirmation (W4).
 *
 * @throws SignInRefused `state_mismatch`, `unsolicited`, `pkce_required`, `pkce_mismatch`; the token
 *   is used up then
 */
export async function bindToBrowser(
  db: Kysely<Schema>,
  browser: BrowserState,
  arriving: Arriving,
  now: number,
): Promise<Binding> {
  const { viewer } = browser;
  if (viewer !== null && viewer.openedBy === arriving.verified.useKeys[0])
    return { next: 'redirect', usesToken: false };
  const isSame = viewer !== null && (await isAccountOf(db, viewer, arriving));
  const binding = bindByAttempt(browser, arriving, isSame);
  if (!isSame || (binding.next !== 'redirect' && binding.attempt !== null)) return binding;
  const trial = findTrial(browser, viewer, arriving.settings, now);
  return trial === null ? binding : { next: 'admit', attempt: null, trial };
}

/** @param isSame whether the browser's live session belongs to the token's account */
function bindByAttempt(
  browser: BrowserState,
  { verified, settings }: Arriving,
  isSame: boolean,
): Binding {
  const { viewer, state, named } = browser;
  if (state !== null && named === null) {
    if (isSame) return { next: 'redirect', usesToken: true };
    if (needsAttempt(settings)) throw stateMismatch();
    // Otherwise an unknown `state` counts as none: apps that echo it must not be worse off.
  }
  const attempt =
    settings.flow === 'authorization_code_pkce' ? findChallenged(browser, verified) : named;
  if (attempt === null && isSame && settings.idpInitiated !== 'allow')
    return { next: 'redirect', usesToken: true };
  const mustAsk = (attempt === null && asksFirst(settings)) || (viewer !== null && !isSame);
  return { next: mustAsk ? 'ask first' : 'admit', attempt, trial: null };
}

/** How long a trial can be finished (W4), in milliseconds. */
const trialLifetime = 10 * 60_000;

/**
 * The trial that a token without the `state` of an attempt came back from (W4): this very session, whose
 * account the token is for, started it in the last ten minutes. Where the settings refuse such tokens,
 * it would prove nothing.
 */
function findTrial(
  browser: BrowserState,
  viewer: SignedInViewer,
  { idpInitiated }: JwtSettings,
  now: number,
): FoundAttempt | null {
  if (idpInitiated === 'refuse') return null;
  const trials = browser.attempts().filter(({ attempt }) => isTrialOf(attempt, viewer, now));
  return trials.sort((a, b) => b.attempt.startedAt - a.attempt.startedAt)[0] ?? null;
}

/** The id of an ended session can be used again, but never for one that is older than the trial. */
function isTrialOf(
  { trialOf, startedAt }: SignInAttempt,
  { sessionId, sessionCreatedAt }: SignedInViewer,
  now: number,
): boolean {
  const isOwn = trialOf === sessionId && sessionCreatedAt <= startedAt;
  return isOwn && now < startedAt + trialLifetime;
}

/**
 * A token from the token endpoint belongs to the attempt whose code was exchanged (C3): it must have a
 * `sub` and repeat the `nonce`, except for a `jwt` answer in the flow with PKCE. A session of another
 * account is never replaced without asking (F7).
 *
 * @throws SignInRefused `claim_invalid`, `nonce_mismatch`; the token is used up then
 */
export async function bindToAttempt(
  db: Kysely<Schema>,
  { attempt, kind, viewer }: Pick<FromCode, 'attempt' | 'kind' | 'viewer'>,
  arriving: Arriving,
): Promise<Binding> {
  const { verified, identity, settings } = arriving;
  requireSubject(identity);
  const needsNonce = kind === 'id_token' || settings.flow === 'authorization_code';
  if (needsNonce && !repeats(verified.claims.nonce, attempt.attempt.nonce)) throw nonceMismatch();
  const isOther = viewer !== null && !(await isAccountOf(db, viewer, arriving));
  return { next: isOther ? 'ask first' : 'admit', attempt, trial: null };
}

/**
 * A token that a program sends (X4): only if the settings allow sign-ins that didn't start here, and
 * never with PKCE, whose verifier is in a browser.
 *
 * @throws SignInRefused `pkce_required`, `unsolicited`; the token is used up then
 */
export function bindToProgram({ verified, settings }: Arriving): Binding {
  if (settings.flow === 'authorization_code_pkce') {
    readChallenge(verified);
    throw refusal('pkce_required', 'K2', 'With PKCE a sign-in begins and ends in a browser.');
  }
  if (asksFirst(settings)) throw unsolicited();
  return { next: 'admit', attempt: null, trial: null };
}

/** Whether the signed-in person is the one that a sign-in is for. */
async function isAccountOf(
  db: Kysely<Schema>,
  viewer: SignedInViewer,
  { identity, settings }: Arriving,
): Promise<boolean> {
  const { email, subject } = identity;
  const account = await lookUpAccount(db, { email, subject, issuer: settings.issuer });
  return account !== null && account !== 'conflict' && account.id === viewer.accountId;
}

/** The attempt whose challenge the token carries (K2). */
function findChallenged({ named, attempts }: BrowserState, verified: VerifiedToken): FoundAttempt {
  const challenge = readChallenge(verified);
  const candidates = named === null ? attempts() : [named];
  const found = candidates.find(
    ({ attempt }) => attempt.verifier !== null && isChallengeOf(challenge, attempt.verifier),
  );
  if (found !== undefined) return found;
  throw refusal(
    'pkce_mismatch',
    'K2',
    'The token’s “code_challenge” is of no sign-in that this browser began.',
  );
}

/** The challenge that a token carries in the flow with PKCE (K2). @throws SignInRefused `pkce_required` */
export function readChallenge({ claims }: VerifiedToken): string {
  const challenge = Object.hasOwn(claims, 'code_challenge') ? claims.code_challenge : undefined;
  if (typeof challenge === 'string') return challenge;
  throw refusal(
    'pkce_required',
    'K2',
    'The token has no “code_challenge”, and this site takes no sign-in without.',
  );
}

/** Whether only a sign-in that this browser started is accepted, by its `state` or challenge (F7, K1). */
export function needsAttempt({
  flow,
  idpInitiated,
  tokenEndpoint,
}: Pick<JwtSettings, 'flow' | 'idpInitiated' | 'tokenEndpoint'>): boolean {
  return flow === 'authorization_code_pkce' || idpInitiated === 'refuse' || tokenEndpoint !== null;
}

/** Whether an unsolicited sign-in must be confirmed (F7). @throws SignInRefused `unsolicited` */
function asksFirst({ idpInitiated }: JwtSettings): boolean {
  if (idpInitiated !== 'refuse') return idpInitiated === 'confirm';
  throw unsolicited();
}

function repeats(nonce: unknown, expected: string | null): boolean {
  return typeof nonce === 'string' && expected !== null && isSameText(nonce, expected);
}

function stateMismatch(): SignInRefused {
  return refusal(
    'state_mismatch',
    'F7',
    'The “state” that came back belongs to no attempt of this browser. It may have expired or been used.',
  );
}

function unsolicited(): SignInRefused {
  return refusal(
    'unsolicited',
    'F7',
    'The sign-in did not begin here, and the settings refuse those that don’t.',
  );
}

function nonceMismatch(): SignInRefused {
  return refusal(
    'nonce_mismatch',
    'C3',
    'The token does not repeat the “nonce” that this sign-in was begun with.',
  );
}

function refusal(
  code: 'state_mismatch' | 'unsolicited' | 'pkce_required' | 'pkce_mismatch' | 'nonce_mismatch',
  rule: 'F7' | 'K2' | 'C3',
  detail: string,
): SignInRefused {
  return new SignInRefused(code, rule, detail, { usesToken: true });
}
