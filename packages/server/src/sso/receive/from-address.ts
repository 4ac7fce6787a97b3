import { oneLine } from '../../audit/one-line.ts';
import { DashboardError } from '../../dashboard-error.ts';
import { findRequestViewer } from '../../http/access.ts';
import type { Request } from '../../http/server.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import { currentSettings, type SignInContext } from '../sign-in-context.ts';
import { attemptsOf, takeAttempt } from '../start/attempt-cookies.ts';
import { readReturnTo } from '../start/return-to.ts';
import { startSignIn } from '../start/start-sign-in.ts';
import { fromCode } from './from-code.ts';
import { fetchPosted } from './from-form.ts';
import { type FromBrowser, maxLengthInAddress, type Received } from './received.ts';
import {
  type Parameters,
  readSignInQuery,
  refuseAnswerWithoutToken,
  type SignInQuery,
} from './sign-in-query.ts';

/**
 * `GET /auth/sso`: a token, a code or an error of the authentication app; without any of them, a start.
 *
 * @throws SignInRefused, DashboardError `prefetch_refused`
 */
export async function fromAddress(context: SignInContext): Promise<Received | null> {
  refusePrefetch(context.request);
  const parameters = context.request.query as Parameters;
  const query = readSignInQuery(parameters);
  const { token, ticket, code, error, state, returnTo } = query;
  if (token !== null)
    return fromBrowser(context, { token, state, returnTo, maxTokenLength: maxLengthInAddress });
  if (ticket !== null) return fromBrowser(context, await fetchPosted(context, ticket));
  if (code !== null) return fromCode(context, { code, issuer: query.issuer, state, returnTo });
  if (error !== null) throw await providerRefused(context, query);
  refuseAnswerWithoutToken(parameters);
  await startSignIn(context, returnTo);
  return null;
}

interface BrowserToken extends Pick<FromBrowser, 'token' | 'maxTokenLength'> {
  readonly state: string | null;
  readonly returnTo: string | undefined;
}

/** The token, with what the browser brought: its attempts and its session. */
async function fromBrowser(
  context: SignInContext,
  { token, maxTokenLength, state, returnTo }: BrowserToken,
): Promise<FromBrowser> {
  const { deps, request, arrivedAt } = context;
  const named = takeAttempt(context, state);
  const viewer = await findRequestViewer(request, deps);
  const ownPath = named?.attempt.returnPath ?? deps.site.basePath;
  return {
    by: 'browser',
    token,
    maxTokenLength,
    receivedAt: arrivedAt,
    state: { state, named, attempts: attemptsOf(context), viewer },
    returnPath: readReturnTo(context, returnTo) ?? ownPath,
  };
}

/** A sign-in that a browser fetches before anyone asks for it would use the token up. */
function refusePrefetch({ headers }: Request): void {
  const purpose = headers['sec-purpose'] ?? headers.purpose;
  if (typeof purpose === 'string' && purpose.startsWith('prefetch'))
    throw new DashboardError('prefetch_refused', 'A sign-in is not fetched ahead.');
}

/**
 * The authentication app reports an error (C5). Its text is for the administrator's log only, and only
 * if the sign-in started in this browser: otherwise anyone could have written it.
 */
async function providerRefused(
  context: SignInContext,
  { error, errorDescription, state }: SignInQuery,
): Promise<SignInRefused> {
  await currentSettings(context);
  const named = takeAttempt(context, state);
  const reported = oneLine([error, errorDescription].filter(Boolean).join(': '));
  const detail =
    named === null
      ? 'The answer is an error, and this browser has no attempt that began here.'
      : `The authentication app did not sign the person in: ${reported}`;
  return new SignInRefused('provider_refused', 'C5', detail);
}
