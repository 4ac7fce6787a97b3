import type { AuditList, AuditQuery, SignInList, SignInLogQuery } from '@dashboard/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';
import { searchParams } from './search-params.ts';

const rowsPerPage = 50;
/** How often the page checks for new attempts while it is visible, in milliseconds. */
const lookEvery = 3_000;

/** `GET /api/sign-ins`, newest first; older ones follow on request. */
export function signInsQuery(filter: Omit<SignInLogQuery, 'before' | 'limit'>) {
  return infiniteQueryOptions({
    queryKey: ['sign-ins', filter],
    queryFn: ({ signal, pageParam }) =>
      requestJson<SignInList>(`api/sign-ins?${page(filter, pageParam)}`, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ signIns }) => nextPage(signIns),
    staleTime: 0,
    // A person who reads far back does not wait for new rows.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 3 ? false : lookEvery),
  });
}

/** Names of groups in the tokens of recent sign-ins, by name. */
export const recentGroupNamesQuery = queryOptions({
  queryKey: ['recent group names'],
  queryFn: async ({ signal }) => {
    const { signIns } = await requestJson<SignInList>('api/sign-ins?limit=200', { signal });
    return [...new Set(signIns.flatMap(({ groupNames }) => groupNames ?? []))].sort();
  },
});

/** `GET /api/audit`, newest first; older ones follow on request. */
export function auditQuery(filter: Omit<AuditQuery, 'before' | 'limit'>) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam }) =>
      requestJson<AuditList>(`api/audit?${page(filter, pageParam)}`, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ entries }) => nextPage(entries),
    staleTime: 0,
  });
}

function page(filter: object, before: number | undefined): string {
  return searchParams({ ...filter, limit: rowsPerPage, before });
}

/** @returns the id that the next page begins before, or undefined after the last page */
function nextPage(rows: readonly { readonly id: number }[]): number | undefined {
  return rows.length < rowsPerPage ? undefined : rows.at(-1)?.id;
}
