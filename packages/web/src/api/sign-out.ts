import { request } from './request.ts';

/**
 * `POST /auth/logout`, by fetch: a form would not be let go on to the company's own sign-out address.
 *
 * @returns where to go then
 */
export async function signOut(): Promise<string> {
  const answer = await request('auth/logout', { method: 'POST' });
  const { location } = (await answer.json()) as { readonly location: string };
  return location;
}
