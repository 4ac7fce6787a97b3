import { TokenRefused } from '@dashboard/login-token';
import { DashboardError } from '../dashboard-error.ts';
import type { Reply, Request } from '../http/server.ts';
import { cookieOptions, cookiePrefix } from '../http/session-cookie.ts';
import { refuse, type SsoRouteDeps } from './answer-refusal.ts';
import { finish } from './answer-sign-in.ts';
import { frontChannelDisabled, newTrail, readToken, type SignInTrail } from './finish-sign-in.ts';
import { type JwtInUse, jwtInUse } from './jwt-in-use.ts';
import { nothingWaits, parkDeps, parkedFor, parkSignIn, takeParkedSignIn } from './park-sign-in.ts';
import { readReturnTo } from './return-to.ts';
import { readSignInQuery } from './sign-in-query.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** How long a posted token may be, in characters (F2). */
export const maxLengthInForm = 32 * 1024;
/** The half of a handle that stands in the address; the other half is in a cookie. */
const ticketLength = 43;

/**
 * `POST /auth/sso` (F9): a cross-site form brings no `Lax` cookie, so what it posts is parked and the
 * browser comes back for it. Only a well-signed token is parked.
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
    const query = readSignInQuery(formMembers(form));
    // A code is worth nothing without the attempt, so it may stand in the address as if it had come there.
    if (query.token === null && query.code === null && query.error === null) throw nothingPosted();
    if (query.token === null) return reply.redirect(`${deps.site.basePath}auth/sso?${form}`, 303);
    const now = deps.now();
    const inUse = await jwtInUse(deps, now);
    if (inUse.settings.tokenEndpoint !== null) throw frontChannelDisabled();
    const returnTo = readReturnTo(query.returnTo, deps.site);
    trail.returnPath = returnTo;
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
  const { token, state, returnTo } = parked;
  trail.returnPath = returnTo;
  const answered = { token, state, returnTo: returnTo ?? undefined };
  return finish(deps, request, reply, answered, trail, maxLengthInForm);
}

/** What the protocol names; anything else in the form is ignored. */
const formNames = [
  ...['jwt', 'code', 'state', 'error', 'ticket', 'iss', 'error_description'],
  ...['return_to', 'redirect'],
];

function formMembers(form: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    formNames
      .filter((name) => form.has(name))
      .map((name) => {
        const values = form.getAll(name);
        return [name, values.length === 1 ? (values[0] ?? '') : values];
      }),
  );
}

function ticketCookieName({ site }: SsoRouteDeps, ticket: string): string {
  const id = /^[\w-]{12}/.exec(ticket)?.[0] ?? 'none';
  return `${cookiePrefix(site)}dashboard_ticket_${id}`;
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
