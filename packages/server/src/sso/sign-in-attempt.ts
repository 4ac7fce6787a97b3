import { hash, randomBytes } from 'node:crypto';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { proofOf } from '../jwt-settings/sign-in-proof.ts';
import { isSameText } from '../secrets/is-same-text.ts';
import type { Seal } from '../secrets/seal.ts';
import { newCodeVerifier } from './pkce.ts';

/** What a browser remembers between leaving for the authentication app and coming back (S5). */
export interface SignInAttempt {
  readonly state: string;
  readonly returnPath: string;
  readonly startedAt: number;
  /** The `code_verifier` of the flow with PKCE, or null (S3). */
  readonly verifier: string | null;
  /** What the ID token must repeat, where codes are taken to a token endpoint (S4). */
  readonly nonce: string | null;
  /** The settings it was begun under, as `proofOf` has them: who comes back has proven those (W4). */
  readonly proof: string;
  /** The session of the administrator who tries the settings with it (W4). */
  readonly trialOf?: number;
}

/** A cookie as it is set; an empty value takes it away. */
export interface AttemptCookie {
  readonly name: string;
  readonly value: string;
}

/** How long an attempt is good (S5), in milliseconds. */
export const attemptLifetime = 60 * 60_000;
/** Another server may have begun it, whose clock is ahead. */
const clockSkew = 60_000;
/** What all attempts of a browser together may take, in bytes of its `Cookie` header. */
const maxBytes = 6 * 1024;
/** Opening one costs time, and clearing one a header: more of them were not set by us. */
const maxPresent = 40;

/** What the name of an attempt's cookie begins with, after the site's prefix. */
export const attemptCookieName = 'dashboard_attempt_';
/** Any other name was not set by us: another host of the domain can plant it. */
const exactName = new RegExp(`^${attemptCookieName}[\\w-]{12}$`);

/** @returns a new attempt with a `state` of 32 random bytes, base64url (RFC 6749 §10.12) */
export function newAttempt(returnPath: string, settings: JwtSettings, now: number): SignInAttempt {
  return {
    state: randomBytes(32).toString('base64url'),
    returnPath,
    startedAt: now,
    verifier: settings.flow === 'authorization_code_pkce' ? newCodeVerifier() : null,
    nonce: settings.tokenEndpoint === null ? null : randomBytes(32).toString('base64url'),
    proof: proofOf(settings),
  };
}

/** @returns the cookies to set: the new attempt's, and empty ones for the oldest that no longer fit */
export function attemptCookies(
  attempt: SignInAttempt,
  present: Readonly<Record<string, string | undefined>>,
  prefix: string,
  seal: Seal,
): AttemptCookie[] {
  const cookie = {
    name: prefix + attemptCookieName + attemptId(attempt.state),
    value: seal.close('sign-in attempt', JSON.stringify(attempt)),
  };
  let bytes = size(cookie);
  const dropped = attemptsIn(present, prefix, seal, attempt.startedAt)
    .sort((a, b) => startOf(b) - startOf(a))
    .filter((old) => {
      if (old.attempt === null) return true;
      bytes += size(old.cookie);
      return bytes > maxBytes;
    });
  return [cookie, ...dropped.map((old) => ({ name: old.cookie.name, value: '' }))];
}

/** @returns the attempt of this browser that a `state` names, while it is good, with its cookie's name */
export function findAttempt(
  state: string,
  present: Readonly<Record<string, string | undefined>>,
  prefix: string,
  seal: Seal,
  now: number,
): FoundAttempt | null {
  const name = prefix + attemptCookieName + attemptId(state);
  const attempt = openAttempt(present[name], seal, now);
  return attempt !== null && isSameText(attempt.state, state)
    ? { attempt, cookieName: name }
    : null;
}

/** Every attempt of this browser that is good (K2: a token may come back without its `state`). */
export function goodAttempts(
  present: Readonly<Record<string, string | undefined>>,
  prefix: string,
  seal: Seal,
  now: number,
): FoundAttempt[] {
  return attemptsIn(present, prefix, seal, now).flatMap(({ cookie, attempt }) =>
    attempt === null ? [] : [{ attempt, cookieName: cookie.name }],
  );
}

/** An attempt, and the cookie that it is taken from. */
export interface FoundAttempt {
  readonly attempt: SignInAttempt;
  readonly cookieName: string;
}

interface PresentAttempt {
  readonly cookie: AttemptCookie;
  readonly attempt: SignInAttempt | null;
}

function attemptsIn(
  present: Readonly<Record<string, string | undefined>>,
  prefix: string,
  seal: Seal,
  now: number,
): PresentAttempt[] {
  return Object.entries(present)
    .filter(([name]) => name.startsWith(prefix) && exactName.test(name.slice(prefix.length)))
    .slice(0, maxPresent)
    .map(([name, value = '']) => ({
      cookie: { name, value },
      attempt: openAttempt(value, seal, now),
    }));
}

function startOf({ attempt }: PresentAttempt): number {
  return attempt?.startedAt ?? 0;
}

function openAttempt(value: string | undefined, seal: Seal, now: number): SignInAttempt | null {
  const text = value === undefined ? null : seal.open('sign-in attempt', value);
  if (text === null) return null;
  const attempt = JSON.parse(text) as SignInAttempt;
  const isBegun = attempt.startedAt <= now + clockSkew;
  return isBegun && now < attempt.startedAt + attemptLifetime ? attempt : null;
}

/** Names the cookie without giving the state away in it. */
function attemptId(state: string): string {
  return hash('sha256', `attempt ${state}`, 'base64url').slice(0, 12);
}

function size({ name, value }: AttemptCookie): number {
  return name.length + value.length + 3;
}
