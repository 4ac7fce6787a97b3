import { readReturnPath, unwrapHandle } from '@dashboard/contract';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { DashboardError } from '../dashboard-error.ts';
import { findRequestViewer } from '../http/access.ts';
import { browserOf, wantsJson } from '../http/client.ts';
import { sendError } from '../http/error-reply.ts';
import { errorStatus } from '../http/error-status.ts';
import type { Reply, Request, Server } from '../http/server.ts';
import { cookieOptions, cookiePrefix, setSessionCookie } from '../http/session-cookie.ts';
import type { SendPage } from '../http/web-app.ts';
import { newReference } from '../reference.ts';
import type { FailureLimit } from './failure-limit.ts';
import { finishSignIn, type SignInDeps, type SignInTrail } from './finish-sign-in.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { asRefusal, type Refusal, recordRefusal } from './record-refusal.ts';
import { readReturnTo } from './return-to.ts';
import { attemptCookies, attemptLifetime, findAttempt, newAttempt } from './sign-in-attempt.ts';
import { readSignInQuery, type SignInQuery } from './sign-in-query.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { authenticationAppAddress } from './start-sign-in.ts';

export interface SsoRouteDeps extends SignInDeps {
  readonly refusals: RefusalLog;
  readonly failures: FailureLimit;
  readonly sendPage: SendPage;
}

/** `GET /auth/sso`: start and finish of a sign-in through the authentication app; `GET /go/…`: its handle. */
export function registerSsoRoutes(server: Server, deps: SsoRouteDeps): void {
  const config = { access: 'public' } as const;
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
  const trail: SignInTrail = { settings: null, verified: null };
  try {
    const query = readSignInQuery(request.query as Record<string, unknown>);
    if (query.token !== null) return await finish(deps, request, reply, query, trail);
    refuseOtherAnswers(query);
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
  const attempt = newAttempt(returnPath, now);
  for (const cookie of attemptCookies(
    attempt,
    request.cookies,
    cookiePrefix(deps.site),
    deps.jwt.seal,
  )) {
    const options = cookieOptions(deps.site);
    if (cookie.value === '') reply.clearCookie(cookie.name, options);
    else reply.setCookie(cookie.name, cookie.value, { ...options, maxAge: attemptLifetime / 1000 });
  }
  return reply.redirect(
    authenticationAppAddress(settings.identityProviderUri, attempt, deps.site.address),
    302,
  );
}

async function finish(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  { token, returnTo, state }: SignInQuery,
  trail: SignInTrail,
): Promise<Reply> {
  const prefix = cookiePrefix(deps.site);
  const found =
    state === null ? null : findAttempt(state, request.cookies, prefix, deps.jwt.seal, deps.now());
  // An attempt is taken once, however it ends.
  if (found !== null) reply.clearCookie(found.cookieName, cookieOptions(deps.site));
  const { returnPath, session } = await finishSignIn(
    deps,
    {
      token: token ?? '',
      returnTo,
      state,
      attempt: found?.attempt ?? null,
      browser: browserOf(request, deps.site),
      viewer: await findRequestViewer(request, deps),
      broughtCookies: Object.keys(request.cookies).some((name) => name.includes('dashboard_')),
    },
    trail,
  );
  if (session !== null) setSessionCookie(reply, deps.site, session.sessionToken, session.expiresAt);
  return reply.redirect(returnPath, 302);
}

function refuseOtherAnswers({ code, error, ticket }: SignInQuery): void {
  if (error !== null) {
    throw new SignInRefused(
      'provider_refused',
      'C5',
      'The authentication app answered that it did not sign the person in.',
    );
  }
  if (code !== null)
    throw new SignInRefused(
      'code_not_expected',
      'C1',
      'A code came back, and there is no token endpoint to take it to.',
    );
  if (ticket !== null)
    throw new SignInRefused('ticket_invalid', 'F9', 'No token waits under this ticket.');
}

async function refuse(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  error: unknown,
  trail: SignInTrail = { settings: null, verified: null },
): Promise<Reply> {
  const refusal = asRefusal(error, trail);
  if (refusal === null) throw error;
  const now = deps.now();
  const reference = newReference();
  const wait = deps.failures.count(request.ip, now);
  if (wait !== null) {
    reply.header('retry-after', String(wait));
    const tooMany = { ...refusal, code: 'too_many_attempts', verified: null } as const;
    await recordRefusal(deps, tooMany, trail, browserOf(request, deps.site), { reference, now });
    return sendRefusal(deps, request, reply, tooMany, reference);
  }
  await recordRefusal(deps, refusal, trail, browserOf(request, deps.site), {
    reference,
    now,
  });
  return sendRefusal(deps, request, reply, refusal, reference);
}

async function sendRefusal(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  { code, detail }: Refusal,
  reference: string,
): Promise<Reply> {
  noTrace(reply);
  if (wantsJson(request))
    return sendError(request, reply, new DashboardError(code, detail), reference);
  const returnTo = encodeURIComponent(retryDestination(request, deps));
  const { basePath } = deps.site;
  const offersRetry = code !== 'sso_not_configured' && code !== 'cookies_blocked';
  return deps.sendPage(reply, errorStatus[code], {
    code,
    reference,
    retryPath: offersRetry ? `${basePath}auth/sso?return_to=${returnTo}` : null,
    passwordLoginPath: `${basePath}auth/login?return_to=${returnTo}`,
  });
}

function retryDestination(request: Request, { site }: SsoRouteDeps): string {
  const { return_to: returnTo, redirect } = request.query as Record<string, unknown>;
  const value = returnTo ?? redirect;
  const path = typeof value === 'string' ? readReturnPath(value, site.address) : null;
  return path === null || path === 'invalid' ? site.basePath : path;
}
