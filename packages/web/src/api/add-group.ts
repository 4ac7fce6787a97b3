import type { Group, GroupInput } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/groups` */
export function addGroup(body: GroupInput): Promise<Group> {
  return requestJson<Group>('api/groups', { method: 'POST', body });
}
