import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { SignedInViewer } from '../sessions/find-viewer.ts';
import { type Binding, type BrowserState, isAccountOf } from './bind-to-browser.ts';
import type { Identity } from './identity.ts';
import { type FoundAttempt, newAttempt, type SignInAttempt } from './sign-in-attempt.ts';

/** How long a trial is good (W4), in milliseconds. */
export const trialLifetime = 10 * 60_000;

/** @returns an attempt that also is a trial of this session: its cookie alone proves nothing elsewhere */
export function newTrial(
  { sessionId }: Pick<SignedInViewer, 'sessionId'>,
  returnPath: string,
  settings: JwtSettings,
  now: number,
): SignInAttempt {
  return { ...newAttempt(returnPath, settings, now), trialOf: sessionId };
}

/** A token that came back, and the browser that brought it. */
export interface ReturnedToken {
  readonly browser: BrowserState;
  readonly binding: Binding;
  readonly verified: VerifiedToken;
  readonly identity: Identity;
}

/**
 * The trial that a token without the `state` of an attempt came back from (W4): this very session
 * started it in the last ten minutes, and the token is for the account of the session. Where the
 * settings refuse such tokens, it would prove nothing.
 *
 * @returns null where the token is none of a trial, or its attempt is known already
 */
export async function findTrial(
  db: Kysely<Schema>,
  { browser, binding, verified, identity }: ReturnedToken,
  settings: JwtSettings,
  now: number,
): Promise<FoundAttempt | null> {
  const { viewer } = browser;
  const hasAttempt = binding.next !== 'only redirect' && binding.attempt !== null;
  if (viewer === null || hasAttempt || settings.idpInitiated === 'refuse') return null;
  if (viewer.row.opened_by === verified.useKeys[0]) return null;
  const trials = browser.attempts().filter(({ attempt }) => isTrialOf(attempt, viewer, now));
  const latest = trials.sort((a, b) => b.attempt.startedAt - a.attempt.startedAt)[0];
  if (latest === undefined || !(await isAccountOf(db, viewer, identity, settings))) return null;
  return latest;
}

/** The id of a session that ended can be used again, but never for one that is older than the trial. */
function isTrialOf(
  { trialOf, startedAt }: SignInAttempt,
  { sessionId, row }: SignedInViewer,
  now: number,
): boolean {
  const isOwn = trialOf === sessionId && row.session_created_at <= startedAt;
  return isOwn && now < startedAt + trialLifetime;
}
