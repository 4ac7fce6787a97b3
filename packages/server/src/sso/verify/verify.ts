import type { VerifiedToken } from '@dashboard/login-token';
import { proofOf } from '../../jwt-settings/sign-in-proof.ts';
import type { FromConfirmation, FromForm, Received } from '../receive/received.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import { type CurrentSettings, currentSettings, type SignInContext } from '../sign-in-context.ts';
import type { SignInAttempt } from '../start/sign-in-attempt.ts';
import {
  type Arriving,
  type Binding,
  bindToAttempt,
  bindToBrowser,
  bindToProgram,
  needsAttempt,
} from './bind-to-browser.ts';
import { readIdentity } from './identity.ts';
import { type LoopingBrowser, refuseRedirectLoop } from './redirect-loop-guard.ts';
import { verifyToken } from './verify-token.ts';

/** A person who has passed every check before the transaction. */
export interface Visitor extends Arriving {
  /** The attempt that the sign-in belongs to, or null. */
  readonly attempt: SignInAttempt | null;
  /** The trial that a token without an attempt came back from (W4), or null. */
  readonly trial: SignInAttempt | null;
  /** What carries the session: a cookie, or a program's bearer token (X4). */
  readonly carriedBy: 'cookie' | 'bearer';
  readonly returnPath: string;
  readonly receivedAt: number;
  /** The browser, if it could be in a redirect loop (S8), or null. */
  readonly looping: LoopingBrowser | null;
  /** Decides again without the attempt; null if the sign-in can't do without. */
  readonly withoutAttempt: (() => Promise<Verdict>) | null;
}

/** What follows the checks. */
export type Verdict =
  | { readonly next: 'admit' | 'ask first'; readonly visitor: Visitor }
  /** A session of this account is there already; a token is used up if there is one (F7). */
  | {
      readonly next: 'redirect';
      readonly path: string;
      readonly tokenToUseUp: VerifiedToken | null;
    }
  /** A cross-site form sent no cookies: the browser must come back with them (F9). */
  | { readonly next: 'come back'; readonly posted: FromForm; readonly verified: VerifiedToken };

/**
 * Runs every check before the transaction, in the order of the protocol: S7, F2–F6, I1–I3, I8, G1, F7,
 * K2 or C3, S8. The first one that fails refuses the sign-in.
 *
 * @throws SignInRefused, TokenRefused
 */
export async function verify(context: SignInContext, received: Received): Promise<Verdict> {
  const current = currentFor(received, await currentSettings(context));
  const { settings, keys } = current;
  const verified = await verifiedToken(context, received, current);
  if (received.by === 'form') return { next: 'come back', posted: received, verified };
  const identity = readIdentity(verified, settings);
  const arriving = { verified, identity, settings, currentKey: keys[0]?.fingerprint ?? null };
  if (received.by === 'confirmation') return confirmed(received, arriving);
  return decide(context, received, arriving, await bind(context, received, arriving));
}

type Bindable = Exclude<Received, FromForm | FromConfirmation>;

/** @throws SignInRefused `cookies_blocked` */
function decide(
  context: SignInContext,
  received: Bindable,
  arriving: Arriving,
  binding: Binding,
): Verdict {
  const { by, receivedAt, returnPath: path } = received;
  if (binding.next === 'redirect')
    return { next: 'redirect', path, tokenToUseUp: binding.usesToken ? arriving.verified : null };
  const { attempt, trial } = binding;
  context.takenCookie = (attempt ?? trial)?.cookieName ?? context.takenCookie;
  const mayLoop = by !== 'program' && !context.bringsCookies;
  const { address, userAgent } = context.browser;
  const looping = mayLoop ? { address, userAgent, email: arriving.identity.email } : null;
  if (looping !== null) refuseRedirectLoop(context.deps.redirectLoops, looping, receivedAt);
  const visitor = {
    ...arriving,
    attempt: attempt?.attempt ?? null,
    trial: trial?.attempt ?? null,
    carriedBy: by === 'program' ? 'bearer' : 'cookie',
    returnPath: trial?.attempt.returnPath ?? path,
    receivedAt,
    looping,
    withoutAttempt: withoutAttempt(context, received),
  } as const;
  return { next: binding.next, visitor };
}

/** Over the back channel the client ID is the audience, whatever the setting says (C3). */
function currentFor(received: Received, current: CurrentSettings): CurrentSettings {
  if (received.by !== 'code') return current;
  const { audience } = received;
  return { ...current, settings: { ...current.settings, audience } };
}

async function verifiedToken(
  context: SignInContext,
  received: Received,
  current: CurrentSettings,
): Promise<VerifiedToken> {
  if (received.by === 'confirmation') {
    context.verified = received.verified;
    refuseOutdated(received, current);
    return received.verified;
  }
  if (received.by !== 'code' && current.settings.tokenEndpoint !== null)
    throw frontChannelDisabled();
  const { site } = context.deps;
  context.verified = await verifyToken(received, current, site, received.receivedAt);
  return context.verified;
}

async function bind(
  context: SignInContext,
  received: Bindable,
  arriving: Arriving,
): Promise<Binding> {
  const { read } = context.deps.database;
  if (received.by === 'program') return bindToProgram(arriving);
  if (received.by === 'code') return bindToAttempt(read, received, arriving);
  const { state, receivedAt } = received;
  const binding = await bindToBrowser(read, state, arriving, receivedAt);
  if (state.state !== null && state.named === null) context.notes.push(unknownState);
  return binding;
}

const unknownState =
  'The “state” that came back belongs to no attempt of this browser, so it was ignored.';

/** A `state` whose attempt another request has used meanwhile counts as an unknown one (F7). */
function withoutAttempt(context: SignInContext, received: Bindable): Visitor['withoutAttempt'] {
  if (received.by !== 'browser' || received.state.named === null) return null;
  return () => verify(context, { ...received, state: { ...received.state, named: null } });
}

/** The person has confirmed it, so it needs no attempt unless the settings require one (F7). */
function confirmed(
  { attempt, returnPath, receivedAt }: FromConfirmation,
  arriving: Arriving,
): Verdict {
  const rest = { trial: null, carriedBy: 'cookie', returnPath, receivedAt, looping: null } as const;
  const visitor = { ...arriving, ...rest, attempt, withoutAttempt: null };
  if (attempt === null || needsAttempt(arriving.settings)) return { next: 'admit', visitor };
  const withoutAttempt = async () =>
    ({ next: 'admit', visitor: { ...visitor, attempt: null } }) as const;
  return { next: 'admit', visitor: { ...visitor, withoutAttempt } };
}

/** Refuses what was checked up to five minutes ago, if the key or the settings have changed since. */
function refuseOutdated(
  { verified, proof, attempt }: FromConfirmation,
  { settings, keys }: CurrentSettings,
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

/** Where codes are exchanged at a token endpoint, no token comes through the browser (section 4). */
function frontChannelDisabled(): SignInRefused {
  return new SignInRefused(
    'front_channel_disabled',
    'C1',
    'This site takes codes to a token endpoint, and no token from the address.',
  );
}
