import type { Group, GroupInput } from '@dashboard/contract';
import { request } from './request.ts';
import { readVersioned, type Versioned } from './versioned.ts';

/** `PATCH /api/groups/:id`; throws `changed_meanwhile` if `etag` is not the current version. */
export async function renameGroup(
  id: number,
  body: GroupInput,
  etag: string | null,
): Promise<Versioned<Group>> {
  return readVersioned(await request(`api/groups/${id}`, { method: 'PATCH', body, ifMatch: etag }));
}
