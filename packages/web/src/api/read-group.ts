import type { Group } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import { readVersioned } from './versioned.ts';

/** `GET /api/groups/:id` */
export function groupQuery(id: number) {
  return queryOptions({
    queryKey: ['groups', id],
    queryFn: async ({ signal }) =>
      readVersioned<Group>(await request(`api/groups/${id}`, { signal })),
    staleTime: 0,
  });
}
