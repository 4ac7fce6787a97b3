import type { VerifiedToken } from '@dashboard/login-token';
import { DashboardError } from '../../dashboard-error.ts';
import type { Reply } from '../../http/server.ts';
import { cookieOptions, cookiePrefix } from '../../http/session-cookie.ts';
import { networkOf } from '../../network.ts';
import type { Site } from '../../site.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { readReturnTo } from '../start/return-to.ts';
import { keepPending, nothingPending, pendingFor, takePending } from './pending-sign-in.ts';
import { type FromForm, maxTokenLength } from './received.ts';
import { parametersIn, readSignInQuery, tokenMissing } from './sign-in-query.ts';

/** The half of a handle that is in the address; the other half is in a cookie. */
const ticketLength = 43;

/**
 * `POST /auth/sso` (F9): a form that the authentication app posts. A code or an error goes on to
 * `GET /auth/sso`: a code is worth nothing without the attempt, so the address may contain it.
 *
 * @throws SignInRefused, DashboardError `media_type_unsupported`
 */
export async function fromForm(context: SignInContext): Promise<FromForm | null> {
  const { deps, request, reply, arrivedAt } = context;
  const form = request.body;
  if (!(form instanceof URLSearchParams)) throw formExpected();
  const parameters = parametersIn(form);
  const { token, code, error, state, returnTo: value } = readSignInQuery(parameters);
  if (token === null && code === null && error === null) throw tokenMissing(form.keys());
  if (token === null) {
    const address = new URLSearchParams(parameters as Record<string, string>);
    await reply.redirect(`${deps.site.basePath}auth/sso?${address}`, 303);
    return null;
  }
  const returnTo = readReturnTo(context, value);
  context.returnPath = returnTo;
  return { by: 'form', token, maxTokenLength, receivedAt: arrivedAt, state, returnTo };
}

/**
 * Keeps a posted token that has passed F1–F6 (F9): the browser comes back for it at once, and then sends
 * its `Lax` cookies.
 *
 * @throws SignInRefused `too_many_attempts`
 */
export async function keepPosted(
  { deps, request, reply, notes, arrivedAt }: SignInContext,
  { token, state, returnTo }: FromForm,
  verified: VerifiedToken,
): Promise<Reply> {
  const content = { token, state, returnTo, notes };
  const network = networkOf(request.ip);
  const handle = await keepPending(deps, { kind: 'posted', content, verified, network }, arrivedAt);
  const [ticket, secret] = [handle.slice(0, ticketLength), handle.slice(ticketLength)];
  const options = { ...cookieOptions(deps.site, request), maxAge: pendingFor.posted / 1000 };
  reply.setCookie(ticketCookieName(deps.site, ticket), secret, options);
  return reply.redirect(`${deps.site.basePath}auth/sso?ticket=${ticket}`, 303);
}

/** What an earlier request posted. */
export interface PostedEarlier {
  readonly token: string;
  readonly maxTokenLength: number;
  readonly state: string | null;
  readonly returnTo: string | undefined;
}

/**
 * The posted token of a ticket, once; the browser must bring the ticket's cookie.
 *
 * @throws SignInRefused `ticket_invalid`
 */
export async function fetchPosted(context: SignInContext, ticket: string): Promise<PostedEarlier> {
  const { deps, request, reply } = context;
  const name = ticketCookieName(deps.site, ticket);
  const secret = request.cookies[name];
  if (secret !== undefined) reply.clearCookie(name, cookieOptions(deps.site, request));
  const posted =
    secret === undefined || ticket.length !== ticketLength
      ? null
      : await takePending(deps, 'posted', ticket + secret, deps.now());
  if (posted === null) throw nothingPending();
  const { token, state, returnTo, notes } = posted;
  context.returnPath = returnTo;
  context.notes.push(...notes);
  return { token, maxTokenLength, state, returnTo: returnTo ?? undefined };
}

function ticketCookieName(site: Site, ticket: string): string {
  const id = /^[\w-]{12}/.exec(ticket)?.[0] ?? 'none';
  return `${cookiePrefix(site)}dashboard_ticket_${id}`;
}

function formExpected(): DashboardError {
  return new DashboardError('media_type_unsupported', 'Send application/x-www-form-urlencoded.');
}
