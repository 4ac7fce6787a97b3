import type { Group, GroupInput, GroupList } from '@dashboard/contract';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { peopleKeys } from './people.ts';
import { request, requestJson } from './request.ts';
import { sessionQuery } from './sessions.ts';
import { readVersioned, type Versioned } from './versioned.ts';

export const groupKeys = { all: ['groups'] } as const;

/** `GET /api/groups` */
export const groupsQuery = queryOptions({
  queryKey: groupKeys.all,
  queryFn: async () => (await requestJson<GroupList>('api/groups')).groups,
});

/** `GET /api/groups/:id` */
export function groupQuery(id: number) {
  return queryOptions({
    queryKey: [...groupKeys.all, id],
    queryFn: async ({ signal }) =>
      readVersioned<Group>(await request(`api/groups/${id}`, { signal })),
    staleTime: 0,
  });
}

/** `POST /api/groups` */
export function addGroup(body: GroupInput): Promise<Group> {
  return requestJson<Group>('api/groups', { method: 'POST', body });
}

/** `PATCH /api/groups/:id`; throws `changed_meanwhile` if `etag` is not the current version. */
export async function renameGroup(
  id: number,
  body: GroupInput,
  etag: string | null,
): Promise<Versioned<Group>> {
  return readVersioned(await request(`api/groups/${id}`, { method: 'PATCH', body, ifMatch: etag }));
}

/** `DELETE /api/groups/:id` */
export async function deleteGroup(id: number, etag: string | null): Promise<void> {
  await request(`api/groups/${id}`, { method: 'DELETE', ifMatch: etag });
}

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

/** Reloads everything that shows memberships, including the viewer's own. */
export async function refreshMemberships(queries: QueryClient): Promise<void> {
  const keys = [peopleKeys.all, groupKeys.all, sessionQuery.queryKey];
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
}
