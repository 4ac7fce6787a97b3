import { request } from './request.ts';

/**
 * `POST /auth/logout`, by fetch: the policy would not let a form continue to the company's own
 * sign-out address.
 *
 * @returns the address to continue to
 */
export async function signOut(): Promise<string> {
  const answer = await request('auth/logout', { method: 'POST' });
  const { location } = (await answer.json()) as { readonly location: string };
  return location;
}
