import { AuthenticationAppError } from './authentication-app-error.ts';
import { checkedQuery, type Query, readParameter } from './query.ts';

/** Dashboard's request when it sends a person to the app's sign-in page. */
export interface SignInRequest {
  /** Where the person wants to go; null if they started at the app. Send it back unchanged. */
  readonly returnTo: string | null;
  /** Identifies the attempt in the person's browser. Send it back unchanged. */
  readonly state: string | null;
  /** S256 of Dashboard's secret for this attempt (RFC 7636 §4.2), in the flows with PKCE. */
  readonly codeChallenge: string | null;
  /** The request for a code, over the back channel; null if Dashboard expects a token. */
  readonly codeRequest: CodeRequest | null;
}

/** An authorization request (RFC 6749 §4.1.1). */
export interface CodeRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Copied into the token unchanged (OpenID Connect Core §3.1.2.1). */
  readonly nonce: string | null;
}

/**
 * Reads the sign-in request: from the query of the sign-in page, or from its form if that contains
 * `signInRequestFields`.
 *
 * @param from a whole address or its query as text, a `URL`, `URLSearchParams` or `FormData`, or an
 *   object such as Express' `req.query` and `req.body`; other values are refused
 * @throws AuthenticationAppError `request_invalid`, `parameter_invalid`, `parameter_missing`,
 *   `challenge_invalid`, `challenge_method_unsupported`, `response_type_unsupported`
 */
export function readSignInRequest(from: unknown): SignInRequest {
  const query = checkedQuery(from);
  return {
    returnTo: readParameter(query, 'return_to'),
    state: readParameter(query, 'state'),
    codeChallenge: readCodeChallenge(query),
    codeRequest: readCodeRequest(query),
  };
}

/**
 * Checks that an untyped program passed the result of `readSignInRequest`. The query itself has
 * other names, and would lose the return path without an error.
 *
 * @throws AuthenticationAppError `request_invalid`
 */
export function checkedRequest<Request extends Pick<SignInRequest, 'returnTo' | 'state'>>(
  request: Request,
): Request {
  const isText = (value: unknown) => value === null || typeof value === 'string';
  if (typeof request === 'object' && request !== null) {
    if (isText(request.returnTo) && isText(request.state)) return request;
  }
  throw new AuthenticationAppError(
    'request_invalid',
    'Pass the request that readSignInRequest returned, not the query or the form.',
  );
}

/**
 * The request as parameters again, for the app's own form or address; `readSignInRequest` reads them
 * back.
 *
 * @throws AuthenticationAppError `request_invalid`
 */
export function signInRequestFields(request: SignInRequest): Record<string, string> {
  const { returnTo, state, codeChallenge, codeRequest } = checkedRequest(request);
  const fields = {
    return_to: returnTo,
    state,
    code_challenge: codeChallenge,
    code_challenge_method: codeChallenge === null ? null : 'S256',
    response_type: codeRequest === null ? null : 'code',
    client_id: codeRequest?.clientId ?? null,
    redirect_uri: codeRequest?.redirectUri ?? null,
    nonce: codeRequest?.nonce ?? null,
  };
  const present = Object.entries(fields).filter(
    (field): field is [string, string] => field[1] !== null,
  );
  return Object.fromEntries(present);
}

/**
 * The same as hidden inputs of an HTML form, escaped.
 *
 * @throws AuthenticationAppError `request_invalid`
 */
export function signInRequestInputs(request: SignInRequest): string {
  return Object.entries(signInRequestFields(request))
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function readCodeChallenge(query: Query): string | null {
  const challenge = readParameter(query, 'code_challenge');
  const method = readParameter(query, 'code_challenge_method');
  if (challenge === null && method === null) return null;
  // Without a method it would be “plain” (RFC 7636 §4.3), which protects against nothing.
  if (method !== 'S256') {
    throw new AuthenticationAppError(
      'challenge_method_unsupported',
      'The code_challenge_method must be S256.',
    );
  }
  if (challenge === null || !/^[\w-]{43}$/.test(challenge)) {
    throw new AuthenticationAppError(
      'challenge_invalid',
      'The code_challenge must be 43 characters of base64url.',
    );
  }
  return challenge;
}

function readCodeRequest(query: Query): CodeRequest | null {
  const responseType = readParameter(query, 'response_type');
  if (responseType === null) return null;
  if (responseType !== 'code') {
    throw new AuthenticationAppError(
      'response_type_unsupported',
      'The response_type must be code, or absent.',
    );
  }
  return {
    clientId: readRequired(query, 'client_id'),
    redirectUri: readRequired(query, 'redirect_uri'),
    nonce: readParameter(query, 'nonce'),
  };
}

function readRequired(query: Query, name: string): string {
  const value = readParameter(query, name);
  if (value !== null) return value;
  throw new AuthenticationAppError('parameter_missing', `The parameter ${name} is missing.`);
}
