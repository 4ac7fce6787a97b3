import { hash } from 'node:crypto';
import { oneLine } from '../../audit/one-line.ts';
import { findRequestViewer } from '../../http/access.ts';
import type { SignedInViewer } from '../../sessions/find-viewer.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import { currentSettings, type SignInContext } from '../sign-in-context.ts';
import { deleteTakenCookie, type FoundAttempt, takeAttempt } from '../start/attempt-cookies.ts';
import { readReturnTo } from '../start/return-to.ts';
import { useAttemptOnce } from '../start/sign-in-attempt.ts';
import { redirectUri } from '../start/start-sign-in.ts';
import { exchangeCode } from './exchange-code.ts';
import { type FromCode, maxTokenLength } from './received.ts';
import type { SignInQuery } from './sign-in-query.ts';

/** A code that came back in place of a token. */
export interface CodeAnswer extends Pick<SignInQuery, 'state' | 'returnTo'> {
  readonly code: string;
  /** `iss` of the answer (RFC 9207), or null. */
  readonly issuer: string | null;
}

/**
 * A code in the address (section 4): uses up its attempt, and exchanges it at the token endpoint for a
 * token (C1, C2). An answer that the live session came from only redirects (F7).
 *
 * @throws SignInRefused
 */
export async function fromCode(
  context: SignInContext,
  { code, issuer: answeredIssuer, state, returnTo }: CodeAnswer,
): Promise<FromCode | null> {
  const { deps, request, reply } = context;
  const named = takeAttempt(context, state);
  const viewer = await findRequestViewer(request, deps);
  const ownPath = named?.attempt.returnPath ?? deps.site.basePath;
  const returnPath = readReturnTo(context, returnTo) ?? ownPath;
  const { settings } = await currentSettings(context);
  const { issuer, tokenEndpoint, clientId, clientAuthentication, flow } = settings;
  if (tokenEndpoint === null || issuer === null) throw codeNotExpected();
  if (isOpenedByAnswer(viewer, state)) {
    deleteTakenCookie(context);
    await reply.redirect(returnPath, 302);
    return null;
  }
  if (named === null) throw stateMismatch();
  refuseOtherIssuer(answeredIssuer, issuer);
  refuseTooManyExchanges(context);
  await useOnce(context, named);
  const { verifier } = named.attempt;
  if ((flow === 'authorization_code_pkce') !== (verifier !== null)) throw stateMismatch();
  const clientSecret = await deps.jwt.currentKeyText(deps.database.read, context.arrivedAt);
  if (clientSecret === null) throw codeNotExpected();
  const { token, kind } = await countFailure(context, () =>
    exchangeCode(
      { issuer, tokenEndpoint, clientId, clientAuthentication, clientSecret },
      {
        code,
        state: named.attempt.state,
        issuer: answeredIssuer,
        verifier,
        redirectUri: redirectUri(deps.site.address),
      },
    ),
  );
  return {
    by: 'code',
    token,
    kind,
    maxTokenLength,
    receivedAt: deps.now(),
    audience: clientId,
    attempt: named,
    viewer,
    returnPath,
  };
}

/** Identifies an answer of the back channel, so that the same browser can open it again (F7). */
export function answerKeyOf(state: string): string {
  return hash('sha256', `answer to attempt ${state}`, 'base64url');
}

/** Whether the live session was opened by this very answer: reloading it changes nothing (F7). */
function isOpenedByAnswer(viewer: SignedInViewer | null, state: string | null): boolean {
  return viewer !== null && state !== null && viewer.openedBy === answerKeyOf(state);
}

/** An answer that names its issuer must name ours (RFC 9207 §2.4). @throws SignInRefused `token_issuer` */
function refuseOtherIssuer(answered: string | null, expected: string): void {
  if (answered === null || answered === expected) return;
  throw new SignInRefused(
    'token_issuer',
    'C1',
    `The answer names the issuer “${oneLine(answered)}”, and the setting is “${expected}”.`,
  );
}

/**
 * A code costs the token endpoint a request, so an address with too many failed exchanges must wait.
 * Nothing else counts: a page of another site can't make a browser send a genuine attempt.
 */
function refuseTooManyExchanges({ deps, request }: SignInContext): void {
  const retryAfterSeconds = deps.failedExchanges.wait(request.ip, deps.now());
  if (retryAfterSeconds === null) return;
  throw new SignInRefused(
    'too_many_attempts',
    'C1',
    'Too many codes from this address failed at the token endpoint within a minute.',
    { retryAfterSeconds },
  );
}

/**
 * Counts an exchange as failed until it succeeds: many at the same moment would otherwise all be sent
 * before the first one fails. Whatever is wrong with the token afterwards counts as well.
 *
 * @throws SignInRefused `too_many_attempts`, or what the exchange throws
 */
async function countFailure<T>(context: SignInContext, exchange: () => Promise<T>): Promise<T> {
  refuseTooManyExchanges(context);
  const { deps, request } = context;
  const startedAt = deps.now();
  deps.failedExchanges.count(request.ip, startedAt);
  const result = await exchange();
  deps.failedExchanges.takeBack(request.ip, startedAt, deps.now());
  context.isCodeExchanged = true;
  return result;
}

/**
 * Uses the attempt up for all servers (C1): of two callbacks at the same moment one asks the endpoint.
 * This is the one thing that is written before a sign-in succeeds.
 */
async function useOnce({ deps }: SignInContext, { attempt }: FoundAttempt): Promise<void> {
  const isFirst = await deps.database.transaction((tx) => useAttemptOnce(tx, 'exchange', attempt));
  if (!isFirst) throw stateMismatch();
}

function codeNotExpected(): SignInRefused {
  return new SignInRefused(
    'code_not_expected',
    'C1',
    'A code came back, and there is no token endpoint to take it to.',
  );
}

function stateMismatch(): SignInRefused {
  return new SignInRefused(
    'state_mismatch',
    'C1',
    'The “state” that came back belongs to no attempt of this browser. It may have expired or been used.',
  );
}
