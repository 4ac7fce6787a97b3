import { request } from './request.ts';

/**
 * `POST /api/accounts/:id/password`: it signs them out everywhere. `once` makes a one-time
 * password.
 */
export async function setPersonPassword(
  id: number,
  body: { readonly password: string; readonly once: boolean },
): Promise<void> {
  await request(`api/accounts/${id}/password`, { method: 'POST', body });
}
