import { request } from './request.ts';

/** `DELETE /api/groups/:id` */
export async function deleteGroup(id: number, etag: string | null): Promise<void> {
  await request(`api/groups/${id}`, { method: 'DELETE', ifMatch: etag });
}
