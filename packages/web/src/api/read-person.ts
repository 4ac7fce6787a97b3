import type { AccountDetail } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import { readVersioned } from './versioned.ts';

/** `GET /api/accounts/:id` */
export function personQuery(id: number) {
  return queryOptions({
    queryKey: ['people', id],
    queryFn: async ({ signal }) =>
      readVersioned<AccountDetail>(await request(`api/accounts/${id}`, { signal })),
    staleTime: 0,
  });
}
