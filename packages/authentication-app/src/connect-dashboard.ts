import { AuthenticationAppError } from './authentication-app-error.ts';
import { type CodeStore, codeLifetimeSeconds, createMemoryCodeStore } from './code-store.ts';
import { randomText, sha256 } from './digest.ts';
import { makeLoginToken } from './make-login-token.ts';
import { claimsOf, type Person } from './person.ts';
import { type CodeRequest, checkedRequest, type SignInRequest } from './read-sign-in-request.ts';
import { signInAnswerUrl, ssoAddress } from './sign-in-answer-url.ts';
import { signingKeyText } from './signing-key.ts';
import { createTokenEndpoint } from './token-endpoint.ts';

export interface ConnectionOptions {
  /** Dashboard's site address, with its path if it has one. */
  readonly address: string;
  /** The key that Dashboard generated, as text. */
  readonly signingKey: string;
  /** The same as in Dashboard's settings; needed for the back channel. */
  readonly issuer?: string | undefined;
  /** The same as in Dashboard's settings. */
  readonly audience?: string | undefined;
  /** Required if Dashboard's settings have a token endpoint. */
  readonly backChannel?: BackChannelOptions | undefined;
  /** Epoch milliseconds; the machine's clock unless set. */
  readonly now?: (() => number) | undefined;
}

export interface BackChannelOptions {
  /** The address of the app's token endpoint, the same as in Dashboard's settings. */
  readonly tokenEndpoint: string;
  /** `dashboard` unless set. */
  readonly clientId?: string | undefined;
  /** The store of codes; this process's memory unless set. */
  readonly codes?: CodeStore | undefined;
}

/** The connection of an authentication app with Dashboard. */
export interface DashboardConnection {
  /**
   * The address to redirect the browser to, after the app has signed the person in. It contains a token
   * or, over the back channel, a code for one. Make a new one for each sign-in: it works once, and
   * expires after a minute.
   *
   * @throws AuthenticationAppError if Dashboard would refuse the sign-in
   */
  answerUrl(person: Person, request: SignInRequest): Promise<string>;
  /**
   * The redirect address for a person who cancelled, or has no access to Dashboard.
   *
   * @throws AuthenticationAppError `request_invalid`
   */
  refusalUrl(request: SignInRequest): string;
  /** The token endpoint; responds with 404 if there is no back channel. */
  answerTokenRequest(request: Request): Promise<Response>;
}

interface BackChannel {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly codes: CodeStore;
}

/**
 * Connects an authentication app with Dashboard, once, when the app starts.
 *
 * @throws AuthenticationAppError `options_invalid`, `key_invalid`, `key_too_short`, `address_invalid`,
 *   `issuer_missing`
 */
export function connectDashboard(options: ConnectionOptions): DashboardConnection {
  if (typeof options !== 'object' || options === null) {
    throw new AuthenticationAppError(
      'options_invalid',
      'connectDashboard needs an object: { address, signingKey }.',
    );
  }
  const { address, issuer, audience, now = Date.now } = options;
  const signingKey = signingKeyText(options.signingKey);
  const redirectUri = ssoAddress(address);
  const backChannel = readBackChannel(options);
  const tokenEndpoint =
    backChannel === null ? null : createTokenEndpoint({ ...backChannel, signingKey, now });

  return {
    async answerUrl(person, request) {
      checkedRequest(request);
      if (request.codeRequest !== null) {
        const code = await issueCode(backChannel, person, request, redirectUri, now());
        return signInAnswerUrl(address, code, request);
      }
      if (backChannel !== null) return startUrl(redirectUri, request);
      const { codeChallenge } = request;
      const jwt = await makeLoginToken(person, {
        ...{ signingKey, issuer, audience, codeChallenge },
        now: now(),
      });
      return signInAnswerUrl(address, { jwt }, request);
    },
    refusalUrl: (request) => signInAnswerUrl(address, { error: 'access_denied' }, request),
    answerTokenRequest: async (request) =>
      tokenEndpoint === null ? new Response(null, { status: 404 }) : tokenEndpoint(request),
  };
}

function readBackChannel({ backChannel, issuer, now }: ConnectionOptions): BackChannel | null {
  if (backChannel === undefined) return null;
  if (issuer === undefined || issuer === '') {
    throw new AuthenticationAppError(
      'issuer_missing',
      'The back channel needs an issuer, the same as in Dashboard’s settings.',
    );
  }
  const {
    tokenEndpoint,
    clientId = 'dashboard',
    codes = createMemoryCodeStore({ now }),
  } = backChannel;
  if (!URL.canParse(tokenEndpoint)) {
    throw new AuthenticationAppError(
      'address_invalid',
      'The tokenEndpoint must be a whole address, such as https://app.example.com/token.',
    );
  }
  return { issuer, tokenEndpoint, clientId, codes };
}

/** Issues a code for the person (RFC 6749 §4.1.2), together with the issuer (RFC 9207). */
async function issueCode(
  backChannel: BackChannel | null,
  person: Person,
  { codeRequest, codeChallenge }: SignInRequest,
  redirectUri: string,
  now: number,
): Promise<{ readonly code: string; readonly iss: string }> {
  if (backChannel === null || codeRequest === null) {
    throw new AuthenticationAppError(
      'back_channel_missing',
      'Dashboard requests a code: pass a backChannel to connectDashboard, or clear “Token endpoint” in Dashboard’s settings.',
    );
  }
  checkCodeRequest(codeRequest, backChannel.clientId, redirectUri);
  // An invalid person is reported here, and not to the server that requests the token later.
  claimsOf(person);
  const code = randomText();
  await backChannel.codes.put(await sha256(code), {
    person,
    ...codeRequest,
    codeChallenge,
    expiresAt: now + codeLifetimeSeconds * 1000,
  });
  return { code, iss: backChannel.issuer };
}

/** Compared exactly: a code is sent to Dashboard and nowhere else (RFC 9700 §4.1.3). */
function checkCodeRequest(request: CodeRequest, clientId: string, redirectUri: string): void {
  if (request.clientId !== clientId) {
    throw new AuthenticationAppError(
      'client_unknown',
      'The client_id is not that of this app: make “Client ID” in Dashboard’s settings the same.',
    );
  }
  if (request.redirectUri !== redirectUri) {
    throw new AuthenticationAppError(
      'redirect_uri_unknown',
      'The redirect_uri is not that of Dashboard: the address passed to connectDashboard and Dashboard’s site address differ.',
    );
  }
}

/** A person who started at the app has no code request yet: Dashboard creates one. */
function startUrl(ssoUrl: string, { returnTo, state }: SignInRequest): string {
  if (state !== null) {
    throw new AuthenticationAppError(
      'code_request_missing',
      'Dashboard requests a token, but this app has a back channel: enter its address as “Token endpoint” in Dashboard’s settings.',
    );
  }
  const url = new URL(ssoUrl);
  if (returnTo !== null) url.searchParams.set('return_to', returnTo);
  return url.href;
}
