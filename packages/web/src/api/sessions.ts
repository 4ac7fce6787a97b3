import type {
  CurrentSession,
  PasswordChange,
  PasswordSignIn,
  SessionList,
  SignedIn,
} from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request, requestJson } from './request.ts';

/** `GET /api/session`: the current session. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => requestJson<CurrentSession>('api/session', { signal }),
});

/** `GET /api/sessions`: the viewer's own, the last used first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => requestJson<SessionList>('api/sessions', { signal }),
  staleTime: 0,
});

/** `POST /api/session`: signs in with a password; the session is in the cookie. */
export function signIn(body: PasswordSignIn): Promise<SignedIn> {
  return requestJson<SignedIn>('api/session', { method: 'POST', body });
}

/**
 * `POST /auth/logout`, by fetch: the policy would not let a form continue to the company's own
 * sign-out address.
 *
 * @returns the address to continue to
 */
export async function signOut(): Promise<string> {
  const { location } = await requestJson<{ readonly location: string }>('auth/logout', {
    method: 'POST',
  });
  return location;
}

/** `DELETE /api/sessions/:id`: ends one of the viewer's own sessions. */
export async function endSession(id: number): Promise<void> {
  await request(`api/sessions/${id}`, { method: 'DELETE' });
}

/** `POST /api/account/password`: every other session ends, this browser gets a new one. */
export async function changeOwnPassword(body: PasswordChange): Promise<void> {
  await request('api/account/password', { method: 'POST', body });
}
