import { AuthenticationAppError } from './authentication-app-error.ts';
import { checkedRequest, type SignInRequest } from './read-sign-in-request.ts';

/** The content of the response: a token, a code for one (RFC 6749 §4.1.2), or an error (§4.1.2.1). */
export type SignInAnswer =
  | { readonly jwt: string }
  | { readonly code: string; readonly iss: string }
  | { readonly error: string };

/**
 * The redirect address for the person's browser (302 or 303).
 *
 * @param address Dashboard's, as people type it, optionally with a path: `https://example.com/bi`
 * @throws AuthenticationAppError `address_invalid`, `request_invalid`
 */
export function signInAnswerUrl(
  address: string,
  answer: SignInAnswer,
  request: Pick<SignInRequest, 'returnTo' | 'state'>,
): string {
  const { returnTo, state } = checkedRequest(request);
  const url = new URL(ssoAddress(address));
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (returnTo !== null && !('code' in answer)) url.searchParams.set('return_to', returnTo);
  if (state !== null) url.searchParams.set('state', state);
  return url.href;
}

/**
 * Dashboard's address for responses: `https://example.com/bi/auth/sso`.
 *
 * @throws AuthenticationAppError `address_invalid`
 */
export function ssoAddress(address: string): string {
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) {
    const { origin, pathname, search, hash, username, password } = new URL(address);
    if (/\/auth\/sso\/?$/.test(pathname)) {
      throw new AuthenticationAppError(
        'address_invalid',
        'Dashboard’s address must be that of the whole site: leave out /auth/sso.',
      );
    }
    if (search + hash + username + password === '') {
      return `${origin}${pathname.endsWith('/') ? pathname : `${pathname}/`}auth/sso`;
    }
  }
  throw new AuthenticationAppError(
    'address_invalid',
    'Dashboard’s address must be the site address, such as https://dashboard.example.com.',
  );
}
