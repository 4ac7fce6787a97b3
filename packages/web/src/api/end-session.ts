import { request } from './request.ts';

/** `DELETE /api/sessions/:id`: ends one of the viewer's own sessions. */
export async function endSession(id: number): Promise<void> {
  await request(`api/sessions/${id}`, { method: 'DELETE' });
}
