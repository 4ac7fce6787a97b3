import type { GroupList } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';

/** `GET /api/groups` */
export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async () => ((await (await request('api/groups')).json()) as GroupList).groups,
});
