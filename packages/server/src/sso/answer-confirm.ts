import { hash } from 'node:crypto';
import { findRequestViewer } from '../http/access.ts';
import { browserOf } from '../http/client.ts';
import type { Reply, Request } from '../http/server.ts';
import { cookieOptions } from '../http/session-cookie.ts';
import { refuse, type SsoRouteDeps } from './answer-refusal.ts';
import { answerSignedIn, confirmCookieName } from './answer-sign-in.ts';
import { finishConfirmed, newTrail } from './finish-sign-in.ts';
import { readIdentity } from './identity.ts';
import { jwtInUse } from './jwt-in-use.ts';
import { nothingWaits, parkDeps, readParkedSignIn, takeParkedSignIn } from './park-sign-in.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** `GET /auth/confirm` (F7): who would be signed in, and who is now. */
export async function askFirst(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  try {
    const handle = request.cookies[confirmCookieName(deps.site)] ?? '';
    const waiting = await readParkedSignIn(parkDeps(deps), 'to confirm', handle, deps.now());
    if (waiting === null) throw nothingWaits();
    const { settings } = await jwtInUse(deps, deps.now());
    const { email } = readIdentity(waiting.verified, settings);
    const viewer = await findRequestViewer(request, deps);
    const { basePath } = deps.site;
    const currentEmail = viewer?.row.email ?? null;
    const stayPath = currentEmail === null ? `${basePath}auth/signed-out` : waiting.returnPath;
    const action = `${basePath}auth/confirm`;
    const confirm = { signIn: nameOf(handle), email, currentEmail, action, stayPath };
    // With `no-referrer` the form's post would come with `Origin: null`.
    reply.header('referrer-policy', 'same-origin');
    return await deps.sendPage(reply, 200, { confirm });
  } catch (error) {
    return refuse(deps, request, reply, error);
  }
}

/** `POST /auth/confirm`: the click; the cross-site check has seen that it came from our own page. */
export async function answerConfirmed(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
): Promise<Reply> {
  const trail = newTrail();
  try {
    const cookie = confirmCookieName(deps.site);
    const handle = request.cookies[cookie] ?? '';
    refuseOtherPage(request.body, handle);
    reply.clearCookie(cookie, cookieOptions(deps.site, request));
    const parked = await takeParkedSignIn(parkDeps(deps), 'to confirm', handle, deps.now());
    if (parked === null) throw nothingWaits();
    const signedIn = await finishConfirmed(deps, parked, browserOf(request, deps.site), trail);
    return await answerSignedIn(deps, reply, signedIn, trail, 303);
  } catch (error) {
    return refuse(deps, request, reply, error, trail);
  }
}

/** What the page's form sends along: tells sign-ins apart, and gives nothing of the handle away. */
function nameOf(handle: string): string {
  return hash('sha256', `sign-in to confirm ${handle}`, 'base64url').slice(0, 16);
}

/**
 * The form must name the sign-in that its page asked about: another one may have taken its place, and a
 * form that names none is not from our page.
 *
 * @throws SignInRefused `ticket_invalid`
 */
function refuseOtherPage(form: unknown, handle: string): void {
  const asked = form instanceof URLSearchParams ? form.get('sign_in') : null;
  if (asked === nameOf(handle)) return;
  throw new SignInRefused(
    'ticket_invalid',
    'F7',
    asked === null
      ? 'The form does not name the sign-in that it confirms.'
      : 'The page asked about another sign-in than the one that is waiting for this browser now.',
  );
}
