import type { AccountList, AccountQuery } from '@dashboard/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';
import { searchParams } from './search-params.ts';

/** `GET /api/accounts`; the previous page stays visible while the next one loads. */
export function peopleQuery(filter: AccountQuery) {
  return queryOptions({
    queryKey: ['people', 'list', filter],
    queryFn: ({ signal }) =>
      requestJson<AccountList>(`api/accounts?${searchParams(filter)}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
