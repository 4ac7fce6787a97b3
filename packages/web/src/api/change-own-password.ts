import type { PasswordChange } from '@dashboard/contract';
import { request } from './request.ts';

/** `POST /api/account/password`: every other session ends, this browser gets a new one. */
export async function changeOwnPassword(body: PasswordChange): Promise<void> {
  await request('api/account/password', { method: 'POST', body });
}
