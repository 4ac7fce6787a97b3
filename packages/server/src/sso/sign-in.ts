import type { Reply } from '../http/server.ts';
import { setSessionCookie } from '../http/session-cookie.ts';
import { proofOf } from '../jwt-settings/sign-in-proof.ts';
import type { OpenedSession } from '../sessions/open-session.ts';
import { AttemptUsed, admit } from './admit/admit.ts';
import { useUp } from './admit/used-tokens.ts';
import {
  askToConfirm,
  readSignInToConfirm,
  showConfirmation,
} from './receive/from-confirmation.ts';
import { keepPosted } from './receive/from-form.ts';
import { bearerSession } from './receive/from-program.ts';
import type { Receive } from './receive/received.ts';
import { answerRefusal } from './refuse/answer-refusal.ts';
import { currentSettings, type SignInContext } from './sign-in-context.ts';
import { deleteTakenCookie } from './start/attempt-cookies.ts';
import { readIdentity } from './verify/identity.ts';
import { type Verdict, type Visitor, verify } from './verify/verify.ts';

/**
 * A sign-in: receives what the request brings, verifies it, and admits the person in one transaction. The
 * first check that fails refuses the sign-in, and nothing is written but a row of the sign-in log.
 *
 * @param receive the way it came: `fromAddress`, `fromForm`, `fromConfirmation`, `fromProgram`
 */
export async function signIn(context: SignInContext, receive: Receive): Promise<Reply> {
  return orRefuse(context, async () => {
    const received = await receive(context);
    if (received === null) return context.reply;
    const verdict = await verify(context, received);
    return conclude(context, verdict);
  });
}

/** What follows the checks: the session, or a step in between. */
async function conclude(context: SignInContext, verdict: Verdict): Promise<Reply> {
  switch (verdict.next) {
    case 'come back':
      return keepPosted(context, verdict.posted, verdict.verified);
    case 'ask first':
      return askToConfirm(context, toConfirm(context, verdict.visitor));
    case 'redirect':
      return redirectOnly(context, verdict);
    case 'admit':
      return admitOrDecideAgain(context, verdict.visitor);
  }
}

/** Another request can use the attempt first. Its `state` then counts as an unknown one (F7). */
async function admitOrDecideAgain(context: SignInContext, visitor: Visitor): Promise<Reply> {
  try {
    const session = await admit(context, visitor);
    return await answerAdmitted(context, visitor, session);
  } catch (error) {
    if (!(error instanceof AttemptUsed) || visitor.withoutAttempt === null) throw error;
    return conclude(context, await visitor.withoutAttempt());
  }
}

/** The session (F12): as a cookie and a redirect, or as a program's bearer token (X4). */
async function answerAdmitted(
  context: SignInContext,
  { carriedBy, returnPath }: Visitor,
  session: OpenedSession,
): Promise<Reply> {
  const { deps, request, reply } = context;
  if (carriedBy === 'bearer') return reply.send(await bearerSession(context, session));
  deleteTakenCookie(context);
  setSessionCookie(reply, deps.site, session.sessionToken, session.expiresAt);
  return reply.redirect(returnPath, request.method === 'POST' ? 303 : 302);
}

/** The live session stays: this token opened it, or it belongs to the token's account (F7). */
async function redirectOnly(
  context: SignInContext,
  { path, tokenToUseUp }: Extract<Verdict, { next: 'redirect' }>,
): Promise<Reply> {
  const { deps, reply } = context;
  if (tokenToUseUp !== null) await deps.database.transaction((tx) => useUp(tx, tokenToUseUp));
  deleteTakenCookie(context);
  return reply.redirect(path, 302);
}

function toConfirm({ notes }: SignInContext, visitor: Visitor) {
  const { verified, returnPath, attempt, settings } = visitor;
  return { verified, returnPath, attempt, notes, proof: proofOf(settings) };
}

/** `GET /auth/confirm`: asks the person, who is signed in only after `POST /auth/confirm` (F7). */
export async function askPerson(context: SignInContext): Promise<Reply> {
  return orRefuse(context, async () => {
    const pending = await readSignInToConfirm(context);
    const { settings } = await currentSettings(context);
    const { email } = readIdentity(pending.verified, settings);
    return showConfirmation(context, pending, email);
  });
}

/** Runs a step of a sign-in. A refusal becomes a page, or JSON, with a reference (section 11). */
export async function orRefuse(context: SignInContext, step: () => Promise<Reply>): Promise<Reply> {
  try {
    return await step();
  } catch (error) {
    return answerRefusal(context, error);
  }
}
