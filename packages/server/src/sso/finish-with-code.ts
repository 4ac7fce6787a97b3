import { isSameText } from '../secrets/is-same-text.ts';
import { answerKeyOf } from './admit.ts';
import { type Binding, type BrowserState, isAccountOf } from './bind-to-browser.ts';
import { asText, exchangeCode } from './exchange-code.ts';
import {
  complete,
  noteReturnTo,
  readToken,
  type SignedIn,
  type SignInAnswer,
  type SignInDeps,
  type SignInTrail,
} from './finish-sign-in.ts';
import type { Identity } from './identity.ts';
import { jwtInUse } from './jwt-in-use.ts';
import type { FoundAttempt } from './sign-in-attempt.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { redirectUri } from './start-sign-in.ts';
import { takeAttemptOnce } from './take-attempt-once.ts';

/** A code that came back in place of a token. */
export interface CodeSignIn extends BrowserState {
  readonly code: string;
  /** `iss` of the answer (RFC 9207), or null. */
  readonly issuer: string | null;
  readonly returnTo: string | undefined;
  readonly browser: SignInAnswer['browser'];
  readonly broughtCookies: boolean;
  /** Called before the code costs the endpoint a request. @throws SignInRefused `too_many_attempts` */
  readonly refuseTooMany: () => void;
}

/**
 * A sign-in over the back channel (section 4): the attempt is taken, the code goes to the token
 * endpoint, and what comes back goes through the same checks as any token.
 *
 * @throws SignInRefused, TokenRefused
 */
export async function finishWithCode(
  deps: SignInDeps,
  answer: CodeSignIn,
  trail: SignInTrail,
): Promise<SignedIn> {
  const now = deps.now();
  const returnTo = noteReturnTo(answer.returnTo, deps.site, trail);
  const inUse = await jwtInUse(deps, now);
  const { issuer, tokenEndpoint, clientId, clientAuthentication, flow } = inUse.settings;
  if (tokenEndpoint === null || issuer === null) throw codeNotExpected();
  trail.settings = inUse.settings;
  if (isOpenedBy(answer)) {
    const returnPath = returnTo ?? answer.named?.attempt.returnPath ?? deps.site.basePath;
    return { returnPath, session: null, toConfirm: null };
  }
  if (answer.named === null) throw stateMismatch();
  refuseOtherIssuer(answer.issuer, issuer);
  answer.refuseTooMany();
  const found = await takeOnce(deps, answer.named);
  const { attempt } = found;
  if ((flow === 'authorization_code_pkce') !== (attempt.verifier !== null)) throw stateMismatch();
  const clientSecret = await deps.jwt.currentKeyText(deps.database.read, now);
  if (clientSecret === null) throw codeNotExpected();
  trail.askedEndpoint = true;
  const { token, kind } = await exchangeCode(
    { issuer, tokenEndpoint, clientId, clientAuthentication, clientSecret },
    {
      code: answer.code,
      state: attempt.state,
      issuer: answer.issuer,
      verifier: attempt.verifier,
      redirectUri: redirectUri(deps.site.address),
    },
  );
  // The client ID is the audience here (C3), whatever the setting says.
  const settings = { ...inUse.settings, audience: clientId };
  const { keys } = inUse;
  const read = await readToken(token, { settings, keys }, deps.site, trail, deps.now(), {
    maxLength: maxTokenLength,
  });
  const { verified, identity } = read;
  refuseWithoutSubject(identity);
  const needsNonce = kind === 'id_token' || flow === 'authorization_code';
  if (needsNonce && !repeats(verified.claims.nonce, attempt.nonce)) throw nonceMismatch();
  const isOther =
    answer.viewer !== null &&
    !(await isAccountOf(deps.database.read, answer.viewer, identity, settings));
  const binding: Binding = { next: isOther ? 'ask first' : 'admit', attempt: found };
  const currentKey = keys[0]?.fingerprint ?? null;
  const checked = { verified, identity, settings, currentKey, browser: answer.browser, binding };
  const returnPath = returnTo ?? attempt.returnPath;
  return complete(deps, answer, { ...checked, returnPath }, trail, deps.now());
}

const maxTokenLength = 32 * 1024;

/**
 * The attempt that `state` names, once for all servers (C1): of two callbacks at the same moment one
 * asks the endpoint. This is the one thing written before success.
 */
async function takeOnce({ database }: SignInDeps, named: FoundAttempt): Promise<FoundAttempt> {
  const isFirst = await database.transaction((tx) =>
    takeAttemptOnce(tx, 'exchange', named.attempt),
  );
  if (!isFirst) throw stateMismatch();
  return named;
}

/** Whether the live session was opened by this very answer: reloading it changes nothing (F7). */
function isOpenedBy({ viewer, state }: BrowserState): boolean {
  return viewer !== null && state !== null && viewer.row.opened_by === answerKeyOf(state);
}

/** An answer that names its issuer must name ours (RFC 9207 §2.4). @throws SignInRefused `token_issuer` */
function refuseOtherIssuer(named: string | null, expected: string): void {
  if (named === null || named === expected) return;
  throw new SignInRefused(
    'token_issuer',
    'C1',
    `The answer names the issuer “${asText(named)}”, and the setting is “${expected}”.`,
  );
}

function repeats(nonce: unknown, expected: string | null): boolean {
  return typeof nonce === 'string' && expected !== null && isSameText(nonce, expected);
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

/** An ID token always says whose it is (C3). @throws SignInRefused `claim_invalid` */
export function refuseWithoutSubject({ subject }: Pick<Identity, 'subject'>): void {
  if (subject !== null) return;
  throw new SignInRefused('claim_invalid', 'C3', 'The ID token has no “sub”.', {
    usesToken: true,
  });
}

function nonceMismatch(): SignInRefused {
  return new SignInRefused(
    'nonce_mismatch',
    'C3',
    'The token does not repeat the “nonce” that this sign-in was begun with.',
    { usesToken: true },
  );
}
