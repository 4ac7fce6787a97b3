import { hash } from 'node:crypto';
import { cookieOptions, cookiePrefix } from '../../http/session-cookie.ts';
import { isSameText } from '../../secrets/is-same-text.ts';
import type { Seal } from '../../secrets/seal.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { attemptLifetime, type SignInAttempt } from './sign-in-attempt.ts';

/** The cookies of a request, and how those of attempts are named and encrypted (S5). */
export interface AttemptCookies {
  readonly present: Readonly<Record<string, string | undefined>>;
  /** As `cookiePrefix` has it. */
  readonly prefix: string;
  readonly seal: Seal;
}

/** A cookie to set; an empty value deletes it. */
export interface AttemptCookie {
  readonly name: string;
  readonly value: string;
}

/** An attempt, and the cookie that it was read from. */
export interface FoundAttempt {
  readonly attempt: SignInAttempt;
  readonly cookieName: string;
}

/** Another server, whose clock is ahead, may have started the attempt. */
const clockSkew = 60_000;
/** What all attempts of a browser together may take, in bytes of its `Cookie` header. */
const maxBytes = 6 * 1024;
/** Decrypting a cookie takes time and deleting one a header: we never set more than these. */
const maxPresent = 40;

/** What the name of an attempt's cookie begins with, after the site's prefix. */
const namePrefix = 'dashboard_attempt_';
/** Any other name was not set by us: another host of the domain can plant it. */
const exactName = new RegExp(`^${namePrefix}[\\w-]{12}$`);

/** Sets the cookie of a new attempt, and deletes those of the oldest that no longer fit (S5). */
export function rememberAttempt(context: SignInContext, attempt: SignInAttempt): void {
  const { deps, request, reply } = context;
  for (const { name, value } of cookiesToSet(attempt, cookiesOf(context))) {
    const options = cookieOptions(deps.site, request);
    if (value === '') reply.clearCookie(name, options);
    else reply.setCookie(name, value, { ...options, maxAge: attemptLifetime / 1000 });
  }
}

/** The attempt that `state` names. It is used, and its cookie deleted, whatever the sign-in's outcome. */
export function takeAttempt(context: SignInContext, state: string | null): FoundAttempt | null {
  if (state === null) return null;
  const found = findAttempt(state, cookiesOf(context), context.deps.now());
  if (found === null) return null;
  context.takenCookie = found.cookieName;
  context.returnPath = found.attempt.returnPath;
  return found;
}

/** Every attempt of this browser, decrypted only when asked for. */
export function attemptsOf(context: SignInContext): () => readonly FoundAttempt[] {
  return () => findAttempts(cookiesOf(context), context.arrivedAt);
}

/** Deletes the cookie of the attempt that this sign-in has taken. */
export function deleteTakenCookie({ deps, request, reply, takenCookie }: SignInContext): void {
  if (takenCookie !== null) reply.clearCookie(takenCookie, cookieOptions(deps.site, request));
}

function cookiesOf({ deps: { site, jwt }, request }: SignInContext): AttemptCookies {
  return { present: request.cookies, prefix: cookiePrefix(site), seal: jwt.seal };
}

/** @returns the cookies to set: the new attempt's, and empty ones for the oldest that no longer fit */
export function cookiesToSet(attempt: SignInAttempt, cookies: AttemptCookies): AttemptCookie[] {
  const cookie = {
    name: cookies.prefix + namePrefix + attemptId(attempt.state),
    value: cookies.seal.close('sign-in attempt', JSON.stringify(attempt)),
  };
  let bytes = size(cookie);
  const dropped = attemptsIn(cookies, attempt.startedAt)
    .sort((a, b) => startOf(b) - startOf(a))
    .filter((old) => {
      if (old.attempt === null) return true;
      bytes += size(old.cookie);
      return bytes > maxBytes;
    });
  return [cookie, ...dropped.map((old) => ({ name: old.cookie.name, value: '' }))];
}

/** @returns the attempt of this browser that a `state` names, until it expires */
export function findAttempt(
  state: string,
  { present, prefix, seal }: AttemptCookies,
  now: number,
): FoundAttempt | null {
  const cookieName = prefix + namePrefix + attemptId(state);
  const attempt = decryptAttempt(present[cookieName], seal, now);
  return attempt !== null && isSameText(attempt.state, state) ? { attempt, cookieName } : null;
}

/** @returns every attempt of this browser that has not expired (K2: a token can lack its `state`) */
function findAttempts(cookies: AttemptCookies, now: number): FoundAttempt[] {
  return attemptsIn(cookies, now).flatMap(({ cookie, attempt }) =>
    attempt === null ? [] : [{ attempt, cookieName: cookie.name }],
  );
}

interface PresentAttempt {
  readonly cookie: AttemptCookie;
  /** Null if the cookie can't be decrypted, or the attempt has expired. */
  readonly attempt: SignInAttempt | null;
}

function attemptsIn({ present, prefix, seal }: AttemptCookies, now: number): PresentAttempt[] {
  return Object.entries(present)
    .filter(([name]) => name.startsWith(prefix) && exactName.test(name.slice(prefix.length)))
    .slice(0, maxPresent)
    .map(([name, value = '']) => ({
      cookie: { name, value },
      attempt: decryptAttempt(value, seal, now),
    }));
}

function startOf({ attempt }: PresentAttempt): number {
  return attempt?.startedAt ?? 0;
}

function decryptAttempt(value: string | undefined, seal: Seal, now: number): SignInAttempt | null {
  const text = value === undefined ? null : seal.open('sign-in attempt', value);
  if (text === null) return null;
  const attempt = JSON.parse(text) as SignInAttempt;
  const hasStarted = attempt.startedAt <= now + clockSkew;
  return hasStarted && now < attempt.startedAt + attemptLifetime ? attempt : null;
}

/** Names the cookie without revealing the state. */
function attemptId(state: string): string {
  return hash('sha256', `attempt ${state}`, 'base64url').slice(0, 12);
}

function size({ name, value }: AttemptCookie): number {
  return name.length + value.length + 3;
}
