import { readReturnPath, type SignInErrorCode } from '@dashboard/contract';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { DashboardError } from '../dashboard-error.ts';
import { findRequestViewer } from '../http/access.ts';
import { browserOf, wantsJson } from '../http/client.ts';
import { sendError } from '../http/error-reply.ts';
import { errorStatus } from '../http/error-status.ts';
import { matchedRoute } from '../http/matched-route.ts';
import { leaveNoTrace } from '../http/security-headers.ts';
import type { Reply, Request } from '../http/server.ts';
import { bringsCookies, cookieOptions } from '../http/session-cookie.ts';
import type { SendPage } from '../http/web-app.ts';
import { newReference } from '../reference.ts';
import type { FailureLimit } from './failure-limit.ts';
import { newTrail, type SignInDeps, type SignInTrail } from './finish-sign-in.ts';
import { asRefusal, type Refusal, recordRefusal } from './record-refusal.ts';

export interface SsoRouteDeps extends SignInDeps {
  readonly refusals: RefusalLog;
  /** Refused sign-ins by address (section 11). */
  readonly failures: FailureLimit;
  /** The same for what pages of other sites made browsers send. */
  readonly foreignFailures: FailureLimit;
  /** Failed requests to the token endpoint by address (C1). */
  readonly failedExchanges: FailureLimit;
  readonly sendPage: SendPage;
  readonly isPasswordLoginOn: () => Promise<boolean>;
}

/** Answers a sign-in that was refused, and writes it down (section 11); any other error is thrown on. */
export async function refuse(
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
  const limit = isForeignSubresource(request) ? deps.foreignFailures : deps.failures;
  const wait = limit.count(request.ip, now);
  const retryAfter = wait ?? refusal.retryAfterSeconds;
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  const shown = wait === null ? refusal : ({ ...refusal, code: 'too_many_attempts' } as const);
  await recordRefusal(deps, shown, trail, browserOf(request, deps.site), { reference, now });
  return sendRefusal(deps, request, reply, shown, trail, reference);
}

/**
 * Whether a page of another site made the browser send this, as for an image or a frame. Such requests
 * must not use up the limit of the people behind the same address, so they have a limit of their own:
 * any program can send these headers.
 */
function isForeignSubresource({ headers }: Request): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-dest': destination } = headers;
  const isForeign = site === 'cross-site' || site === 'same-site';
  return isForeign && destination !== undefined && destination !== 'document';
}

async function sendRefusal(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
  { code, detail, reason }: Refusal,
  trail: SignInTrail,
  reference: string,
): Promise<Reply> {
  leaveNoTrace(reply);
  if (wantsJson(request) || matchedRoute(request, deps.site).startsWith('api/'))
    return sendError(request, reply, new DashboardError(code, told[code] ?? detail), reference);
  const returnTo = encodeURIComponent(retryDestination(request, deps, trail));
  const { basePath } = deps.site;
  const offersRetry = code !== 'sso_not_configured';
  const page = {
    code,
    ...(reason !== null && { reason }),
    reference,
    bringsCookies: bringsCookies(request),
    retryPath: offersRetry ? `${basePath}auth/sso?return_to=${returnTo}` : null,
    passwordLoginPath: (await deps.isPasswordLoginOn())
      ? `${basePath}auth/login?return_to=${returnTo}`
      : null,
    isAdministrator: await isAdministrator(deps, request),
  };
  // In a frame the person sees why; what has to do with confirming is never shown there.
  const isFrameable = matchedRoute(request, deps.site) !== 'auth/confirm';
  return deps.sendPage(reply, errorStatus[code], page, { isFrameable });
}

/** A refusal is answered, whatever the look-up comes to. */
async function isAdministrator(deps: SsoRouteDeps, request: Request): Promise<boolean> {
  const viewer = await findRequestViewer(request, deps).catch(() => null);
  return viewer?.isAdministrator ?? false;
}

/** Where the detail repeats what another server said, it is for the administrator's log only (C4). */
const told: Partial<Record<SignInErrorCode, string>> = {
  code_exchange_failed: 'The token endpoint gave no answer that could be used.',
  provider_refused: 'The authentication app did not sign the person in.',
};

/** The page that was wanted: the address says so, or what the sign-in was begun with. */
function retryDestination(request: Request, { site }: SsoRouteDeps, trail: SignInTrail): string {
  const { return_to: returnTo, redirect } = request.query as Record<string, unknown>;
  const value = returnTo ?? redirect;
  const path = typeof value === 'string' ? readReturnPath(value, site.address) : null;
  return path === null || path === 'invalid' ? (trail.returnPath ?? site.basePath) : path;
}
