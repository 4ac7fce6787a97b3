import { request } from './request.ts';

/** `DELETE /api/session` */
export async function signOut(): Promise<void> {
  await request('api/session', { method: 'DELETE' });
}
