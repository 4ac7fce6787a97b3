import { request } from './request.ts';

/** `POST /api/accounts/:id/password`: it signs them out everywhere. `once` is good for one sign-in. */
export async function setPersonPassword(
  id: number,
  body: { readonly password: string; readonly once: boolean },
): Promise<void> {
  await request(`api/accounts/${id}/password`, { method: 'POST', body });
}
