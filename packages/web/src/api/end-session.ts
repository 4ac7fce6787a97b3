import { request } from './request.ts';

/** `DELETE /api/sessions/:id`: signs one of one's own browsers out. */
export async function endSession(id: number): Promise<void> {
  await request(`api/sessions/${id}`, { method: 'DELETE' });
}
