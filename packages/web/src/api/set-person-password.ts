import { request } from './request.ts';

/** `POST /api/accounts/:id/password`: it signs them out everywhere. */
export async function setPersonPassword(id: number, password: string): Promise<void> {
  await request(`api/accounts/${id}/password`, { method: 'POST', body: { password } });
}
