import { hash } from 'node:crypto';
import { findRequestViewer } from '../../http/access.ts';
import { isFramed } from '../../http/embedding.ts';
import type { Reply, Request } from '../../http/server.ts';
import { cookieOptions, cookiePrefix } from '../../http/session-cookie.ts';
import { networkOf } from '../../network.ts';
import type { Site } from '../../site.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { deleteTakenCookie } from '../start/attempt-cookies.ts';
import {
  keepPending,
  nothingPending,
  pendingFor,
  readPending,
  type SignInToConfirm,
  takePending,
} from './pending-sign-in.ts';
import type { FromConfirmation } from './received.ts';

/**
 * Keeps a verified sign-in until the person confirms it (F7), and leads to the page that asks.
 *
 * @throws SignInRefused `framing_refused`, `too_many_attempts`
 */
export async function askToConfirm(
  context: SignInContext,
  content: SignInToConfirm,
): Promise<Reply> {
  const { deps, request, reply } = context;
  deleteTakenCookie(context);
  if (mayBeFramed(request)) throw windowRequired();
  const { verified } = content;
  const network = networkOf(request.ip);
  const pending = { kind: 'to confirm', content, verified, network } as const;
  const handle = await keepPending(deps, pending, deps.now());
  const maxAge = pendingFor['to confirm'] / 1000;
  const options = { ...cookieOptions(deps.site, request), maxAge };
  reply.setCookie(confirmCookieName(deps.site), handle, options);
  return reply.redirect(`${deps.site.basePath}auth/confirm`, 303);
}

/** `GET /auth/confirm`: the sign-in to confirm, which stays pending. @throws SignInRefused `ticket_invalid` */
export async function readSignInToConfirm({
  deps,
  request,
}: SignInContext): Promise<SignInToConfirm> {
  const handle = handleIn(request, deps.site);
  const pending = await readPending(deps, 'to confirm', handle, deps.now());
  if (pending === null) throw nothingPending();
  return pending;
}

/** The page that says who would be signed in, and who is now (F7). */
export async function showConfirmation(
  { deps, request, reply }: SignInContext,
  { returnPath }: SignInToConfirm,
  email: string,
): Promise<Reply> {
  const viewer = await findRequestViewer(request, deps);
  const { basePath } = deps.site;
  const currentEmail = viewer?.email ?? null;
  const stayPath = currentEmail === null ? `${basePath}auth/signed-out` : returnPath;
  const signIn = nameOf(handleIn(request, deps.site));
  const action = `${basePath}auth/confirm`;
  // With `no-referrer` the form's post would come with `Origin: null`.
  reply.header('referrer-policy', 'same-origin');
  return deps.sendPage(reply, 200, { confirm: { signIn, email, currentEmail, action, stayPath } });
}

/**
 * `POST /auth/confirm`: the person confirms; the cross-site check has seen that our own page asked.
 *
 * @throws SignInRefused `ticket_invalid`
 */
export async function fromConfirmation(context: SignInContext): Promise<FromConfirmation> {
  const { deps, request, reply, arrivedAt } = context;
  const handle = handleIn(request, deps.site);
  refuseOtherPage(request.body, handle);
  reply.clearCookie(confirmCookieName(deps.site), cookieOptions(deps.site, request));
  const confirmed = await takePending(deps, 'to confirm', handle, deps.now());
  if (confirmed === null) throw nothingPending();
  context.returnPath = confirmed.returnPath;
  context.notes.push(...confirmed.notes);
  return { ...confirmed, by: 'confirmation', receivedAt: arrivedAt };
}

function handleIn({ cookies }: Request, site: Site): string {
  return cookies[confirmCookieName(site)] ?? '';
}

/** The cookie that holds the handle of a sign-in to confirm. */
function confirmCookieName(site: Site): string {
  return `${cookiePrefix(site)}dashboard_confirm`;
}

/** What the page's form sends: tells sign-ins apart, without revealing the handle. */
function nameOf(handle: string): string {
  return hash('sha256', `sign-in to confirm ${handle}`, 'base64url').slice(0, 16);
}

/**
 * The form must name the sign-in that its page asked about: another one may have replaced it, and a
 * form that names none is not from our page.
 */
function refuseOtherPage(form: unknown, handle: string): void {
  const named = form instanceof URLSearchParams ? form.get('sign_in') : null;
  if (named === nameOf(handle)) return;
  throw new SignInRefused(
    'ticket_invalid',
    'F7',
    named === null
      ? 'The form does not name the sign-in that it confirms.'
      : 'The page asked about another sign-in than the one that is waiting for this browser now.',
  );
}

/** A page that asks for a click is never shown in a frame, where another page could guide the pointer (F7). */
function windowRequired(): SignInRefused {
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
