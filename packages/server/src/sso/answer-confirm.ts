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

/** `GET /auth/confirm` (F7): who would be signed in, and who is now. */
export async function askFirst(deps: SsoRouteDeps, request: Request, reply: Reply): Promise<Reply> {
  try {
    const handle = request.cookies[confirmCookieName(deps.site)];
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
export async function answerConfirmed(
  deps: SsoRouteDeps,
  request: Request,
  reply: Reply,
): Promise<Reply> {
  const trail = newTrail();
  try {
    const name = confirmCookieName(deps.site);
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
