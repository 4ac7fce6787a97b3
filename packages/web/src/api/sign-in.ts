import type { PasswordSignIn, SignedIn } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/session`: signs in with a password; the session is in the cookie. */
export function signIn(body: PasswordSignIn): Promise<SignedIn> {
  return requestJson<SignedIn>('api/session', { method: 'POST', body });
}
