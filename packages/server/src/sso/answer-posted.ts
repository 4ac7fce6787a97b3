import { DashboardError } from '../dashboard-error.ts';
import type { Reply, Request } from '../http/server.ts';
import { cookieOptions, cookiePrefix } from '../http/session-cookie.ts';
import { networkOf } from '../network.ts';
import { refuse, type SsoRouteDeps } from './answer-refusal.ts';
import { finish } from './answer-sign-in.ts';
import {
  frontChannelDisabled,
  newTrail,
  noteReturnTo,
  type SignInTrail,
  verifyToken,
} from './finish-sign-in.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { nothingWaits, parkDeps, parkedFor, parkSignIn, takeParkedSignIn } from './park-sign-in.ts';
import { parametersIn, readSignInQuery, tokenMissing } from './sign-in-query.ts';

/** How long a posted token may be, in characters (F2). */
export const maxLengthInForm = 32 * 1024;
/** The half of a handle that stands in the address; the other half is in a cookie. */
const ticketLength = 43;

/**
 * `POST /auth/sso` (F9): a cross-site form brings no `Lax` cookie, so what it posts is parked and the
 * browser comes back for it. Only a token that has passed F1–F6 is parked.
 */
export async function answerPost(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
): Promise<Reply> {
  const trail = newTrail();
  try {
    const form = request.body;
    if (!(form instanceof URLSearchParams)) throw formWanted();
    const parameters = parametersIn(form);
    const query = readSignInQuery(parameters);
    // A code is worth nothing without the attempt, so it may stand in the address as if it had come there.
    if (query.token === null && query.code === null && query.error === null)
      throw tokenMissing(form.keys());
    if (query.token === null) {
      const address = new URLSearchParams(parameters as Record<string, string>);
      return reply.redirect(`${deps.site.basePath}auth/sso?${address}`, 303);
    }
    const now = deps.now();
    const returnTo = noteReturnTo(query.returnTo, deps.site, trail);
    trail.returnPath = returnTo;
    const inUse = await jwtInUse(deps, now);
    if (inUse.settings.tokenEndpoint !== null) throw frontChannelDisabled();
    const { token, state } = query;
    const verified = await verifyToken(token, inUse, deps.site, trail, now, {
      maxLength: maxLengthInForm,
    });
    const parked = { token, state, returnTo, notes: trail.notes };
    const network = networkOf(request.ip);
    const parking = { kind: 'posted', parked, verified, network } as const;
    const handle = await parkSignIn(parkDeps(deps), parking, now);
    const [ticket, secret] = [handle.slice(0, ticketLength), handle.slice(ticketLength)];
    const options = { ...cookieOptions(deps.site, request), maxAge: parkedFor.posted / 1000 };
    reply.setCookie(ticketCookieName(deps, ticket), secret, options);
    return reply.redirect(`${deps.site.basePath}auth/sso?ticket=${ticket}`, 303);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

/** The browser has come back for what was posted, with its cookies. */
export async function finishPosted(
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
  const { token, state, returnTo, notes } = parked;
  trail.returnPath = returnTo;
  trail.notes.push(...notes);
  const answered = { token, state, returnTo: returnTo ?? undefined };
  return finish(deps, request, reply, answered, trail, maxLengthInForm);
}

function ticketCookieName({ site }: SsoRouteDeps, ticket: string): string {
  const id = /^[\w-]{12}/.exec(ticket)?.[0] ?? 'none';
  return `${cookiePrefix(site)}dashboard_ticket_${id}`;
}

function formWanted(): DashboardError {
  return new DashboardError('media_type_unsupported', 'Send application/x-www-form-urlencoded.');
}
