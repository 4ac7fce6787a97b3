import { request } from './request.ts';

export interface MembershipOf {
  readonly groupId: number;
  readonly accountId: number;
}

/** `PUT /api/groups/:id/members/:accountId` */
export async function addToGroup({ groupId, accountId }: MembershipOf): Promise<void> {
  await request(`api/groups/${groupId}/members/${accountId}`, { method: 'PUT' });
}

/** `DELETE /api/groups/:id/members/:accountId` */
export async function removeFromGroup({ groupId, accountId }: MembershipOf): Promise<void> {
  await request(`api/groups/${groupId}/members/${accountId}`, { method: 'DELETE' });
}
