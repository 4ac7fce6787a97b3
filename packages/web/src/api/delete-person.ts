import { request } from './request.ts';

/** `DELETE /api/accounts/:id` */
export async function deletePerson(id: number, etag: string | null): Promise<void> {
  await request(`api/accounts/${id}`, { method: 'DELETE', ifMatch: etag });
}
