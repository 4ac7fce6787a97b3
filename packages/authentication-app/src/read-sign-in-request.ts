import { AuthenticationAppError } from './authentication-app-error.ts';
import { type Query, readParameter } from './query.ts';

/** What Dashboard asks for when it sends somebody to the app's sign-in page. */
export interface SignInRequest {
  /** Where the person wants to go; null where they began at the app. Give it back as it came. */
  readonly returnTo: string | null;
  /** Names the attempt in the person's browser. Give it back as it came. */
  readonly state: string | null;
  /** S256 of Dashboard's secret for this attempt (RFC 7636 §4.2), in the flows with PKCE. */
  readonly codeChallenge: string | null;
  /** What is asked for over the back channel; null where a token is to come back. */
  readonly codeRequest: CodeRequest | null;
}

/** An authorization request (RFC 6749 §4.1.1). */
export interface CodeRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Goes into the token as it came (OpenID Connect Core §3.1.2.1). */
  readonly nonce: string | null;
}

/**
 * Reads the sign-in request: from the query of the sign-in page, or from its form if that carries
 * `signInRequestFields`.
 *
 * @throws AuthenticationAppError `parameter_invalid`, `parameter_missing`, `challenge_invalid`,
 *   `challenge_method_unsupported`, `response_type_unsupported`
 */
export function readSignInRequest(query: Query): SignInRequest {
  return {
    returnTo: readParameter(query, 'return_to'),
    state: readParameter(query, 'state'),
    codeChallenge: readCodeChallenge(query),
    codeRequest: readCodeRequest(query),
  };
}

/**
 * The request as parameters again, to go through the app's own form or address;
 * `readSignInRequest` reads them back.
 */
export function signInRequestFields(request: SignInRequest): Record<string, string> {
  const { returnTo, state, codeChallenge, codeRequest } = request;
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

/** The same as hidden inputs of an HTML form, escaped. */
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
  // Without a method it would be “plain” (RFC 7636 §4.3), which protects nobody.
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
