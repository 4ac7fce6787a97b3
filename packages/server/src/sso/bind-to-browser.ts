import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { SignedInViewer } from '../sessions/find-viewer.ts';
import type { Identity } from './identity.ts';
import { isChallengeOf } from './pkce.ts';
import { lookUpAccount } from './provision-account.ts';
import type { FoundAttempt } from './sign-in-attempt.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** What the browser brought beside the token. */
export interface BrowserState {
  /** Null where no `state` came back. */
  readonly state: string | null;
  /** The attempt of this browser that `state` names, or null. */
  readonly named: FoundAttempt | null;
  /** Every good attempt of this browser; opening them costs something, and few sign-ins ask. */
  readonly attempts: () => readonly FoundAttempt[];
  /** Whose live session this browser has, or null. */
  readonly viewer: SignedInViewer | null;
}

/** How a token and the browser that brings it belong together. */
export type Binding =
  /** The live session was opened by this very token, or belongs to its account, which uses it up. */
  | { readonly next: 'only redirect'; readonly usesToken: boolean }
  | { readonly next: 'admit' | 'ask first'; readonly attempt: FoundAttempt | null };

/**
 * Which browser brings the token (F7), and in the flow with PKCE whether it is the one that the token
 * was made for (K2).
 *
 * @throws SignInRefused `state_mismatch`, `unsolicited`, `pkce_required`, `pkce_mismatch`; the token
 *   is used up then
 */
export async function bindToBrowser(
  db: Kysely<Schema>,
  browser: BrowserState,
  verified: VerifiedToken,
  identity: Identity,
  settings: JwtSettings,
): Promise<Binding> {
  const { viewer, state, named } = browser;
  if (viewer !== null && viewer.row.opened_by === verified.useKeys[0])
    return { next: 'only redirect', usesToken: false };
  const isSame = viewer !== null && (await isAccountOf(db, viewer, identity, settings));
  if (state !== null && named === null) {
    if (isSame) return { next: 'only redirect', usesToken: true };
    if (needsAttempt(settings)) throw stateMismatch();
    // Otherwise an unknown `state` is worth as much as none: apps that echo it are never worse off.
  }
  const attempt =
    settings.flow === 'authorization_code_pkce' ? challenged(browser, verified) : named;
  if (attempt === null && isSame && settings.idpInitiated !== 'allow')
    return { next: 'only redirect', usesToken: true };
  const isToAsk = (attempt === null && asks(settings)) || (viewer !== null && !isSame);
  return { next: isToAsk ? 'ask first' : 'admit', attempt };
}

/**
 * A token that a program brings by itself, without a browser that began anything (X4): only where the
 * settings allow what didn't begin here, and never with PKCE, whose verifier is in a browser.
 *
 * @throws SignInRefused `pkce_required`, `unsolicited`; the token is used up then
 */
export function bindToCaller(verified: VerifiedToken, settings: JwtSettings): Binding {
  if (settings.flow === 'authorization_code_pkce') {
    challengeIn(verified);
    throw refusal('pkce_required', 'K2', 'With PKCE a sign-in begins and ends in a browser.');
  }
  if (asks(settings)) throw unsolicited();
  return { next: 'admit', attempt: null };
}

/** Whether somebody who is signed in is the one that a sign-in is for. */
export async function isAccountOf(
  db: Kysely<Schema>,
  viewer: SignedInViewer,
  identity: Identity,
  settings: JwtSettings,
): Promise<boolean> {
  const account = await lookUpAccount(db, identity, settings);
  return account !== null && account !== 'conflict' && account.id === viewer.accountId;
}

/** The attempt whose challenge the token carries (K2). */
function challenged({ named, attempts }: BrowserState, verified: VerifiedToken): FoundAttempt {
  const challenge = challengeIn(verified);
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

/** The challenge that a token carries in the flow with PKCE. @throws SignInRefused `pkce_required` */
export function challengeIn({ claims }: VerifiedToken): string {
  const challenge = Object.hasOwn(claims, 'code_challenge') ? claims.code_challenge : undefined;
  if (typeof challenge === 'string') return challenge;
  throw refusal(
    'pkce_required',
    'K2',
    'The token has no “code_challenge”, and this site takes no sign-in without.',
  );
}

/** Whether only a sign-in that this browser began is accepted, by its `state` or its challenge (F7, K1). */
export function needsAttempt({
  flow,
  idpInitiated,
  tokenEndpoint,
}: Pick<JwtSettings, 'flow' | 'idpInitiated' | 'tokenEndpoint'>): boolean {
  return flow === 'authorization_code_pkce' || idpInitiated === 'refuse' || tokenEndpoint !== null;
}

function stateMismatch(): SignInRefused {
  return refusal(
    'state_mismatch',
    'F7',
    'The “state” that came back belongs to no attempt of this browser. It may have expired or been used.',
  );
}

/** Whether an unsolicited token is asked about. @throws SignInRefused `unsolicited` */
function asks({ idpInitiated }: JwtSettings): boolean {
  if (idpInitiated !== 'refuse') return idpInitiated === 'confirm';
  throw unsolicited();
}

function unsolicited(): SignInRefused {
  return refusal(
    'unsolicited',
    'F7',
    'The sign-in did not begin here, and the settings refuse those that don’t.',
  );
}

function refusal(
  code: 'state_mismatch' | 'unsolicited' | 'pkce_required' | 'pkce_mismatch',
  rule: 'F7' | 'K2',
  detail: string,
): SignInRefused {
  return new SignInRefused(code, rule, detail, { usesToken: true });
}
