import { findRequestViewer } from '../http/access.ts';
import { browserOf } from '../http/client.ts';
import { isFramed } from '../http/embedding.ts';
import type { Reply, Request } from '../http/server.ts';
import {
  bringsCookies,
  cookieOptions,
  cookiePrefix,
  setSessionCookie,
} from '../http/session-cookie.ts';
import { networkOf } from '../network.ts';
import type { Site } from '../site.ts';
import type { SsoRouteDeps } from './answer-refusal.ts';
import { asText } from './exchange-code.ts';
import { finishSignIn, type SignedIn, type SignInTrail } from './finish-sign-in.ts';
import { finishWithCode } from './finish-with-code.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { parkDeps, parkedFor, parkSignIn } from './park-sign-in.ts';
import { readReturnTo } from './return-to.ts';
import {
  attemptCookies,
  attemptLifetime,
  type FoundAttempt,
  findAttempt,
  goodAttempts,
  newAttempt,
  type SignInAttempt,
} from './sign-in-attempt.ts';
import type { SignInQuery } from './sign-in-query.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { authenticationAppAddress } from './start-sign-in.ts';

/** How long a token in an address may be, in characters (F2). */
const maxLengthInAddress = 8 * 1024;

/** Leaves for the authentication app, with an attempt to remember (section 2). */
export async function start(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  query: SignInQuery,
): Promise<Reply> {
  const now = deps.now();
  const returnPath = readReturnTo(query.returnTo, deps.site).path ?? deps.site.basePath;
  const { settings } = await jwtInUse(deps, now);
  if ((await findRequestViewer(request, deps)) !== null) return reply.redirect(returnPath, 302);
  const attempt = newAttempt(returnPath, settings, now);
  rememberAttempt(deps, request, reply, attempt);
  return reply.redirect(authenticationAppAddress(settings, attempt, deps.site.address), 302);
}

export type AttemptDeps = Pick<SsoRouteDeps, 'database' | 'jwt' | 'site' | 'now'>;

/** Sets the cookie of a new attempt, and deletes those of the oldest that no longer fit (S5). */
export function rememberAttempt(
  deps: AttemptDeps,
  request: Request,
  reply: Reply,
  attempt: SignInAttempt,
): void {
  for (const cookie of attemptCookies(
    attempt,
    request.cookies,
    cookiePrefix(deps.site),
    deps.jwt.seal,
  )) {
    const options = cookieOptions(deps.site, request);
    if (cookie.value === '') reply.clearCookie(cookie.name, options);
    else reply.setCookie(cookie.name, cookie.value, { ...options, maxAge: attemptLifetime / 1000 });
  }
}

/** Comes back with a token (section 3). */
export async function finish(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  answered: Pick<SignInQuery, 'token' | 'returnTo' | 'state'>,
  trail: SignInTrail,
  maxTokenLength = maxLengthInAddress,
): Promise<Reply> {
  const arrival = await arrivalOf(deps, request, answered, trail);
  const token = answered.token ?? '';
  const signedIn = await finishSignIn(deps, { ...arrival, token, maxTokenLength }, trail);
  return answerSignedIn(deps, reply, signedIn, trail);
}

/** Comes back with a code (section 4). */
export async function finishCode(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  query: SignInQuery,
  trail: SignInTrail,
): Promise<Reply> {
  const arrival = await arrivalOf(deps, request, query, trail);
  const { code, issuer } = query;
  const refuseTooMany = () => refuseTooManyExchanges(deps, request);
  const answer = { ...arrival, code: code ?? '', issuer, refuseTooMany };
  try {
    return await answerSignedIn(deps, reply, await finishWithCode(deps, answer, trail), trail);
  } catch (error) {
    if (trail.askedEndpoint) deps.failedExchanges.count(request.ip, deps.now());
    throw error;
  }
}

/**
 * A code costs the other side a request, so an address with too many failed exchanges waits before the
 * next one. Nothing else counts: a page of another site can't make a browser send a genuine attempt.
 */
function refuseTooManyExchanges({ failedExchanges, now }: SsoRouteDeps, { ip }: Request): void {
  const retryAfterSeconds = failedExchanges.wait(ip, now());
  if (retryAfterSeconds === null) return;
  throw new SignInRefused(
    'too_many_attempts',
    'C1',
    'Too many codes from this address failed at the token endpoint within a minute.',
    { retryAfterSeconds },
  );
}

/**
 * The other side says no (C5). Its words are for the administrator's log only, and only where a sign-in
 * had begun here: else they could be anybody's.
 */
export async function refuseForProvider(
  deps: SsoRouteDeps,
  request: Request,
  { error, errorDescription, state }: SignInQuery,
  trail: SignInTrail,
): Promise<never> {
  trail.settings = (await jwtInUse(deps, deps.now())).settings;
  const named = takeNamed(deps, request, state, trail);
  const said = asText([error, errorDescription].filter(Boolean).join(': '));
  const detail =
    named === null
      ? 'The answer is an error, and this browser has no attempt that began here.'
      : `The authentication app did not sign the person in: ${said}`;
  throw new SignInRefused('provider_refused', 'C5', detail);
}

/** The attempt that `state` names, which is taken however the sign-in ends. */
function takeNamed(
  { site, jwt, now }: SsoRouteDeps,
  { cookies }: Request,
  state: string | null,
  trail: SignInTrail,
): FoundAttempt | null {
  if (state === null) return null;
  const named = findAttempt(state, cookies, cookiePrefix(site), jwt.seal, now());
  trail.takenCookie = named?.cookieName ?? null;
  trail.returnPath = named?.attempt.returnPath ?? trail.returnPath;
  return named;
}

/** What a browser brings beside the token or code; its attempt is taken, however the sign-in ends. */
async function arrivalOf(
  deps: SsoRouteDeps,
  request: Request,
  { state, returnTo }: Pick<SignInQuery, 'state' | 'returnTo'>,
  trail: SignInTrail,
) {
  const { cookies } = request;
  const [prefix, { seal }, now] = [cookiePrefix(deps.site), deps.jwt, deps.now()];
  const named = takeNamed(deps, request, state, trail);
  return {
    state,
    named,
    attempts: () => goodAttempts(cookies, prefix, seal, now),
    viewer: await findRequestViewer(request, deps),
    returnTo,
    browser: browserOf(request, deps.site),
    broughtCookies: bringsCookies(request),
  };
}

/** Where a sign-in ends: at the page that was wanted, or at one that asks first (F7, F12). */
export async function answerSignedIn(
  deps: SsoRouteDeps,
  reply: Reply,
  { returnPath, session, toConfirm }: SignedIn,
  trail: SignInTrail,
  status: 302 | 303 = 302,
): Promise<Reply> {
  const options = cookieOptions(deps.site, reply.request);
  if (trail.takenCookie !== null) reply.clearCookie(trail.takenCookie, options);
  if (toConfirm !== null) {
    if (mayBeFramed(reply.request)) throw windowWanted();
    const network = networkOf(reply.request.ip);
    const { verified } = toConfirm;
    const parking = { kind: 'to confirm', parked: toConfirm, verified, network } as const;
    const handle = await parkSignIn(parkDeps(deps), parking, deps.now());
    const maxAge = parkedFor['to confirm'] / 1000;
    reply.setCookie(confirmCookieName(deps.site), handle, { ...options, maxAge });
    return reply.redirect(`${deps.site.basePath}auth/confirm`, 303);
  }
  if (session !== null) setSessionCookie(reply, deps.site, session.sessionToken, session.expiresAt);
  return reply.redirect(returnPath, status);
}

/** What asks for a click is never shown in a frame, where another page could guide the pointer (F7). */
function windowWanted(): SignInRefused {
  return new SignInRefused(
    'framing_refused',
    'F7',
    'The sign-in would have to be confirmed, which is never done in a frame.',
    { usesToken: true },
  );
}

function mayBeFramed(request: Request): boolean {
  return request.embeddingOrigins.length > 0 && isFramed(request);
}

/** Holds the handle of what waits for a click. */
export function confirmCookieName(site: Site): string {
  return `${cookiePrefix(site)}dashboard_confirm`;
}
