import { readReturnPath, type SignInErrorCode } from '@dashboard/contract';
import { DashboardError } from '../../dashboard-error.ts';
import { findRequestViewer } from '../../http/access.ts';
import { wantsJson } from '../../http/client.ts';
import { sendError } from '../../http/error-reply.ts';
import { errorStatus } from '../../http/error-status.ts';
import { matchedRoute } from '../../http/matched-route.ts';
import { leaveNoTrace } from '../../http/security-headers.ts';
import type { Reply, Request } from '../../http/server.ts';
import { newReference } from '../../reference.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { deleteTakenCookie } from '../start/attempt-cookies.ts';
import { asRefusal, type Refusal, recordRefusal } from './record-refusal.ts';

/**
 * Responds to a sign-in that was refused, with a page or JSON, and records it (section 11). Any other
 * error is thrown on.
 */
export async function answerRefusal(context: SignInContext, error: unknown): Promise<Reply> {
  const { deps, request, reply } = context;
  if (context.isCodeExchanged) deps.failedExchanges.count(request.ip, deps.now());
  const refusal = asRefusal(error, context.verified);
  if (refusal === null) throw error;
  const now = deps.now();
  const reference = newReference();
  deleteTakenCookie(context);
  const limit = isForeignSubresource(request) ? deps.foreignFailures : deps.failures;
  const wait = limit.count(request.ip, now);
  const retryAfter = wait ?? refusal.retryAfterSeconds;
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  const shown = wait === null ? refusal : ({ ...refusal, code: 'too_many_attempts' } as const);
  await recordRefusal(context, shown, reference, now);
  return sendRefusal(context, shown, reference);
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
  context: SignInContext,
  { code, detail, reason }: Refusal,
  reference: string,
): Promise<Reply> {
  const { deps, request, reply } = context;
  leaveNoTrace(reply);
  if (wantsJson(request) || matchedRoute(request, deps.site).startsWith('api/'))
    return sendError(
      request,
      reply,
      new DashboardError(code, shownDetails[code] ?? detail),
      reference,
    );
  const returnTo = encodeURIComponent(retryDestination(context));
  const { basePath } = deps.site;
  const offersRetry = code !== 'sso_not_configured';
  const page = {
    code,
    ...(reason !== null && { reason }),
    reference,
    bringsCookies: context.bringsCookies,
    retryPath: offersRetry ? `${basePath}auth/sso?return_to=${returnTo}` : null,
    passwordLoginPath: (await deps.isPasswordLoginOn())
      ? `${basePath}auth/login?return_to=${returnTo}`
      : null,
    isAdministrator: await isAdministrator(context),
  };
  // In a frame the person sees why; what has to do with confirming is never shown there.
  const isFrameable = matchedRoute(request, deps.site) !== 'auth/confirm';
  return deps.sendPage(reply, errorStatus[code], page, { isFrameable });
}

/** A look-up that fails must not prevent the response. */
async function isAdministrator({ deps, request }: SignInContext): Promise<boolean> {
  const viewer = await findRequestViewer(request, deps).catch(() => null);
  return viewer?.isAdministrator ?? false;
}

/** Where the detail repeats what another server said, it is for the administrator's log only (C4). */
const shownDetails: Partial<Record<SignInErrorCode, string>> = {
  code_exchange_failed: 'The token endpoint gave no answer that could be used.',
  provider_refused: 'The authentication app did not sign the person in.',
};

/** The page that was wanted: the address says so, or what the sign-in was started with. */
function retryDestination({ deps: { site }, request, returnPath }: SignInContext): string {
  const { return_to: returnTo, redirect } = request.query as Record<string, unknown>;
  const value = returnTo ?? redirect;
  const path = typeof value === 'string' ? readReturnPath(value, site.address) : null;
  return path === null || path === 'invalid' ? (returnPath ?? site.basePath) : path;
}
