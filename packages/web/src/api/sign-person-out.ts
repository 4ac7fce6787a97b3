import { request } from './request.ts';

/** `DELETE /api/accounts/:id/sessions`: signs a person out everywhere. */
export async function signPersonOut(id: number): Promise<void> {
  await request(`api/accounts/${id}/sessions`, { method: 'DELETE' });
}
