import { BearerSession, JwtSignIn, readReturnPath, unwrapHandle } from '@dashboard/contract';
import { TokenRefused } from '@dashboard/login-token';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { DashboardError } from '../dashboard-error.ts';
import { findRequestViewer } from '../http/access.ts';
import { browserOf, wantsJson } from '../http/client.ts';
import { isFramed } from '../http/embedding.ts';
import { sendError } from '../http/error-reply.ts';
import { errorStatus } from '../http/error-status.ts';
import { takeForms } from '../http/forms.ts';
import type { Reply, Request, Server } from '../http/server.ts';
import { cookieOptions, cookiePrefix, setSessionCookie } from '../http/session-cookie.ts';
import type { SendPage } from '../http/web-app.ts';
import { newReference } from '../reference.ts';
import type { BrowserState } from './bind-to-browser.ts';
import { asText } from './exchange-code.ts';
import type { FailureLimit } from './failure-limit.ts';
import {
  finishConfirmed,
  finishSignIn,
  newTrail,
  readToken,
  type SignedIn,
  type SignInDeps,
  type SignInTrail,
} from './finish-sign-in.ts';
import { finishWithCode } from './finish-with-code.ts';
import { readIdentity } from './identity.ts';
import { type JwtInUse, jwtInUse } from './jwt-in-use.ts';
import { openBearerSession } from './open-bearer-session.ts';
import { parkedFor, parkSignIn, readParkedSignIn, takeParkedSignIn } from './park-sign-in.ts';
import { asRefusal, type Refusal, recordRefusal } from './record-refusal.ts';
import { readReturnTo } from './return-to.ts';
import {
  attemptCookies,
  attemptLifetime,
  findAttempt,
  goodAttempts,
  newAttempt,
} from './sign-in-attempt.ts';
import { readSignInQuery, type SignInQuery } from './sign-in-query.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { authenticationAppAddress } from './start-sign-in.ts';

export interface SsoRouteDeps extends SignInDeps {
  readonly refusals: RefusalLog;
  readonly failures: FailureLimit;
  readonly sendPage: SendPage;
  readonly isPasswordLoginOn: () => Promise<boolean>;
}

/** How long a token may be, in characters: in an address, and in a form (F2). */
const maxLengthInAddress = 8 * 1024;
const maxLengthInForm = 32 * 1024;
/** The half of a handle that stands in the address; the other half is in a cookie. */
const ticketLength = 43;

/** `/auth/sso`: start and finish of a sign-in through the authentication app; `/auth/confirm`; `/go/…`. */
export function registerSsoRoutes(server: Server, deps: SsoRouteDeps): void {
  // What is wrong with a text here is the protocol's to say.
  const config = { access: 'public', keepsNoText: true } as const;
  const schema = {
    tags: ['Sign-in'],
    summary: 'Start a sign-in, or finish it with the token that the authentication app made',
    description:
      'Parameters: return_to (or redirect), jwt, state. Answers 302; a refusal is a page, or JSON where it is asked for.',
  };
  for (const url of ['/auth/sso', '/auth/sso/']) {
    server.get(url, { config, schema, exposeHeadRoute: false }, (request, reply) =>
      answerSso(deps, request, reply),
    );
    server.head(url, { config, schema: { hide: true } }, (_request, reply) =>
      noTrace(reply).code(204).send(),
    );
  }
  server.register((scope: Server, _options, done) => {
    takeForms(scope, 2 * maxLengthInForm);
    const posted = { ...schema, summary: 'Finish a sign-in with a form that the app posts' };
    const fromAnywhere = { ...config, takesCrossSite: true } as const;
    scope.post('/auth/sso', { config: fromAnywhere, schema: posted }, (request, reply) =>
      answerPost(deps, request, reply),
    );
    scope.post('/auth/confirm', { config, schema: { hide: true } }, (request, reply) =>
      answerConfirmed(deps, request, reply),
    );
    done();
  });
  server.post(
    '/api/session/jwt',
    {
      config: { access: 'public', takesListedOrigins: 'without a session' },
      schema: {
        tags: ['Sign-in'],
        summary: 'Sign in with a login token, for a program: the session goes into a header',
        body: JwtSignIn,
        response: { 200: BearerSession },
      },
    },
    async (request, reply) => {
      await answerBearer(deps, request, reply, request.body.jwt);
      return reply;
    },
  );
  server.get('/auth/confirm', { config, schema: { hide: true } }, (request, reply) =>
    askFirst(deps, request, reply),
  );
  server.get<{ Params: { handle: string } }>(
    '/go/:handle',
    { config, schema: { hide: true } },
    (request, reply) => {
      const target = unwrapHandle(
        `${deps.site.basePath}go/${request.params.handle}`,
        deps.site.address,
      );
      if (target === null || target === 'invalid') {
        return refuse(
          deps,
          request,
          reply,
          new SignInRefused('return_to_invalid', 'F1', 'The handle holds no address on this site.'),
        );
      }
      return reply.redirect(target, 302);
    },
  );
}

/** `POST /api/session/jwt` (X4) */
async function answerBearer(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  token: string,
): Promise<Reply> {
  const trail = newTrail();
  try {
    reply.header('cache-control', 'no-store');
    const opened = await openBearerSession(deps, token, browserOf(request, deps.site), trail);
    return await reply.send(opened);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

/** What the browser gets on its way is nobody else's business (F10). */
function noTrace(reply: Reply): Reply {
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
}

async function answerSso(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  noTrace(reply);
  const purpose = request.headers['sec-purpose'] ?? request.headers.purpose;
  if (typeof purpose === 'string' && purpose.startsWith('prefetch')) {
    throw new DashboardError('prefetch_refused', 'A sign-in is not fetched ahead.');
  }
  const trail = newTrail();
  try {
    const query = readSignInQuery(request.query as Record<string, unknown>);
    if (query.token !== null) return await finish(deps, request, reply, query, trail);
    if (query.ticket !== null) return await finishPosted(deps, request, reply, query.ticket, trail);
    if (query.code !== null) return await finishCode(deps, request, reply, query, trail);
    if (query.error !== null) await refuseForProvider(deps, request, query, trail);
    return await start(deps, request, reply, query);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

async function start(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  query: SignInQuery,
): Promise<Reply> {
  const now = deps.now();
  const { settings } = await jwtInUse(deps, now);
  const returnPath = readReturnTo(query.returnTo, deps.site) ?? deps.site.basePath;
  if ((await findRequestViewer(request, deps)) !== null) return reply.redirect(returnPath, 302);
  const attempt = newAttempt(returnPath, settings, now);
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
  return reply.redirect(authenticationAppAddress(settings, attempt, deps.site.address), 302);
}

type Answered = Pick<SignInQuery, 'token' | 'returnTo' | 'state'>;

async function finish(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  answered: Answered,
  trail: SignInTrail,
  maxTokenLength = maxLengthInAddress,
): Promise<Reply> {
  const { token, returnTo, state } = answered;
  const browserState = await browserStateOf(deps, request, state);
  // An attempt is taken once, however it ends.
  trail.takenCookie = browserState.named?.cookieName ?? null;
  const broughtCookies = Object.keys(request.cookies).some((name) => name.includes('dashboard_'));
  const browser = browserOf(request, deps.site);
  const answer = { token: token ?? '', returnTo, browser, broughtCookies, maxTokenLength };
  const signedIn = await finishSignIn(deps, { ...browserState, ...answer }, trail);
  return answerSignedIn(deps, reply, signedIn, trail);
}

async function browserStateOf(
  deps: SsoRouteDeps,
  request: Request,
  state: string | null,
): Promise<BrowserState> {
  const { cookies } = request;
  const [prefix, { seal }, now] = [cookiePrefix(deps.site), deps.jwt, deps.now()];
  return {
    state,
    named: state === null ? null : findAttempt(state, cookies, prefix, seal, now),
    attempts: goodAttempts(cookies, prefix, seal, now),
    viewer: await findRequestViewer(request, deps),
  };
}

async function answerSignedIn(
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
    const handle = await parkSignIn(parkDeps(deps), 'to confirm', toConfirm, deps.now());
    const maxAge = parkedFor['to confirm'] / 1000;
    reply.setCookie(confirmCookieName(deps), handle, { ...options, maxAge });
    return reply.redirect(`${deps.site.basePath}auth/confirm`, 303);
  }
  if (session !== null) setSessionCookie(reply, deps.site, session.sessionToken, session.expiresAt);
  return reply.redirect(returnPath, status);
}

/**
 * `POST /auth/sso` (F9): a cross-site form brings no `Lax` cookie, so what it posts is parked and the
 * browser comes back for it. Only a well-signed token is parked.
 */
async function answerPost(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  noTrace(reply);
  const trail = newTrail();
  try {
    const form = request.body;
    if (!(form instanceof URLSearchParams)) throw formWanted();
    const query = readSignInQuery(formMembers(form));
    // A code is worth nothing without the attempt, so it may stand in the address as if it had come there.
    if (query.token === null && query.code === null && query.error === null) throw nothingPosted();
    if (query.token === null) return reply.redirect(`${deps.site.basePath}auth/sso?${form}`, 303);
    const now = deps.now();
    const inUse = await jwtInUse(deps, now);
    const returnTo = readReturnTo(query.returnTo, deps.site);
    await refuseUnsigned(deps, query.token ?? '', inUse, trail, now);
    const parked = { token: query.token ?? '', state: query.state, returnTo };
    const handle = await parkSignIn(parkDeps(deps), 'posted', parked, now);
    const [ticket, secret] = [handle.slice(0, ticketLength), handle.slice(ticketLength)];
    const options = { ...cookieOptions(deps.site, request), maxAge: parkedFor.posted / 1000 };
    reply.setCookie(ticketCookieName(deps, ticket), secret, options);
    return reply.redirect(`${deps.site.basePath}auth/sso?ticket=${ticket}`, 303);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

async function refuseUnsigned(
  deps: SsoRouteDeps,
  token: string,
  inUse: JwtInUse,
  trail: SignInTrail,
  now: number,
): Promise<void> {
  try {
    await readToken(token, inUse, deps.site, trail, now, { maxLength: maxLengthInForm });
  } catch (error) {
    // What fails after the signature (F5 and on) is refused where the browser's cookies are present.
    const isSigned =
      trail.verified !== null || (error instanceof TokenRefused && error.verified !== null);
    if (!isSigned) throw error;
  }
}

async function finishPosted(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  ticket: string,
  trail: SignInTrail,
): Promise<Reply> {
  const name = ticketCookieName(deps, ticket);
  const secret = request.cookies[name];
  if (secret !== undefined) reply.clearCookie(name, cookieOptions(deps.site, request));
  const parked =
    secret === undefined || ticket.length !== ticketLength
      ? null
      : await takeParkedSignIn(parkDeps(deps), 'posted', ticket + secret, deps.now());
  if (parked === null) throw nothingWaits();
  const { token, state, returnTo } = parked;
  const answered = { token, state, returnTo: returnTo ?? undefined };
  return finish(deps, request, reply, answered, trail, maxLengthInForm);
}

/** `GET /auth/confirm` (F7): who would be signed in, and who is now. */
async function askFirst(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  try {
    const handle = request.cookies[confirmCookieName(deps)];
    const waiting =
      handle === undefined
        ? null
        : await readParkedSignIn(parkDeps(deps), 'to confirm', handle, deps.now());
    if (waiting === null) throw nothingWaits();
    const { settings } = await jwtInUse(deps, deps.now());
    const { email } = readIdentity(waiting.verified.claims, settings);
    const viewer = await findRequestViewer(request, deps);
    const { basePath } = deps.site;
    const currentEmail = viewer?.row.email ?? null;
    const stayPath = currentEmail === null ? `${basePath}auth/signed-out` : waiting.returnPath;
    const confirm = { email, currentEmail, action: `${basePath}auth/confirm`, stayPath };
    // With `no-referrer` the form's post would come with `Origin: null`.
    reply.header('referrer-policy', 'same-origin');
    return deps.sendPage(reply, 200, { confirm });
  } catch (error) {
    return refuse(deps, request, reply, error);
  }
}

/** `POST /auth/confirm`: the click; the cross-site check has seen that it came from our own page. */
async function answerConfirmed(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  const trail = newTrail();
  try {
    const name = confirmCookieName(deps);
    const handle = request.cookies[name];
    if (handle !== undefined) reply.clearCookie(name, cookieOptions(deps.site, request));
    const parked =
      handle === undefined
        ? null
        : await takeParkedSignIn(parkDeps(deps), 'to confirm', handle, deps.now());
    if (parked === null) throw nothingWaits();
    const signedIn = await finishConfirmed(deps, parked, browserOf(request, deps.site), trail);
    return answerSignedIn(deps, reply, signedIn, trail, 303);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

function formMembers(form: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function parkDeps({ database, jwt }: SsoRouteDeps) {
  return { database, seal: jwt.seal };
}

function ticketCookieName({ site }: SsoRouteDeps, ticket: string): string {
  const id = /^[\w-]{12}/.exec(ticket)?.[0] ?? 'none';
  return `${cookiePrefix(site)}dashboard_ticket_${id}`;
}

function confirmCookieName({ site }: SsoRouteDeps): string {
  return `${cookiePrefix(site)}dashboard_confirm`;
}

function formWanted(): DashboardError {
  return new DashboardError('media_type_unsupported', 'Send application/x-www-form-urlencoded.');
}

function nothingPosted(): SignInRefused {
  return new SignInRefused(
    'parameter_invalid',
    'F9',
    'The form has neither jwt nor code nor error.',
  );
}

function nothingWaits(): SignInRefused {
  return new SignInRefused('ticket_invalid', 'F9', 'Nothing waits here for this browser.');
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

async function finishCode(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  { code, issuer, state, returnTo }: SignInQuery,
  trail: SignInTrail,
): Promise<Reply> {
  const browserState = await browserStateOf(deps, request, state);
  trail.takenCookie = browserState.named?.cookieName ?? null;
  const broughtCookies = Object.keys(request.cookies).some((name) => name.includes('dashboard_'));
  const browser = browserOf(request, deps.site);
  const answer = { code: code ?? '', issuer, returnTo, browser, broughtCookies };
  const signedIn = await finishWithCode(deps, { ...browserState, ...answer }, trail);
  return answerSignedIn(deps, reply, signedIn, trail);
}

/** The other side says no (C5); its words are for the administrator's log only. */
async function refuseForProvider(
  deps: SsoRouteDeps,
  request: Request,
  { error, errorDescription, state }: SignInQuery,
  trail: SignInTrail,
): Promise<never> {
  const { named } = await browserStateOf(deps, request, state);
  trail.takenCookie = named?.cookieName ?? null;
  const said = asText([error, errorDescription].filter(Boolean).join(': '));
  const detail = `The authentication app answered that it did not sign the person in: ${said}`;
  throw new SignInRefused('provider_refused', 'C5', detail);
}

async function refuse(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  error: unknown,
  trail = newTrail(),
): Promise<Reply> {
  const refusal = asRefusal(error, trail);
  if (refusal === null) throw error;
  const now = deps.now();
  const reference = newReference();
  if (trail.takenCookie !== null)
    reply.clearCookie(trail.takenCookie, cookieOptions(deps.site, request));
  const wait = deps.failures.count(request.ip, now);
  if (wait !== null) reply.header('retry-after', String(wait));
  const shown = wait === null ? refusal : ({ ...refusal, code: 'too_many_attempts' } as const);
  await recordRefusal(deps, shown, trail, browserOf(request, deps.site), { reference, now });
  return sendRefusal(deps, request, reply, shown, reference);
}

async function sendRefusal(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  { code, detail }: Refusal,
  reference: string,
): Promise<Reply> {
  noTrace(reply);
  if (wantsJson(request) || request.url.startsWith(`${deps.site.basePath}api/`))
    return sendError(request, reply, new DashboardError(code, detail), reference);
  const returnTo = encodeURIComponent(retryDestination(request, deps));
  const { basePath } = deps.site;
  const offersRetry = code !== 'sso_not_configured' && code !== 'cookies_blocked';
  const page = {
    code,
    reference,
    retryPath: offersRetry ? `${basePath}auth/sso?return_to=${returnTo}` : null,
    passwordLoginPath: (await deps.isPasswordLoginOn())
      ? `${basePath}auth/login?return_to=${returnTo}`
      : null,
  };
  // In a frame the person sees why; what has to do with confirming is never shown there.
  const isFrameable = !request.url.startsWith(`${basePath}auth/confirm`);
  return deps.sendPage(reply, errorStatus[code], page, { isFrameable });
}

function retryDestination(request: Request, { site }: SsoRouteDeps): string {
  const { return_to: returnTo, redirect } = request.query as Record<string, unknown>;
  const value = returnTo ?? redirect;
  const path = typeof value === 'string' ? readReturnPath(value, site.address) : null;
  return path === null || path === 'invalid' ? site.basePath : path;
}
