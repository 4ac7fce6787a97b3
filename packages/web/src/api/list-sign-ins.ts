import type { SignInList, SignInLogQuery } from '@dashboard/contract';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';
import { searchParams } from './search-params.ts';

const signInsPerPage = 50;
/** How often the page checks for new attempts while it is visible, in milliseconds. */
const lookEvery = 3_000;

/** `GET /api/sign-ins`, newest first; older ones follow on request. */
export function signInsQuery(filter: Omit<SignInLogQuery, 'before' | 'limit'>) {
  return infiniteQueryOptions({
    queryKey: ['sign-ins', filter],
    queryFn: ({ signal, pageParam }) =>
      requestJson<SignInList>(
        `api/sign-ins?${searchParams({ ...filter, limit: signInsPerPage, before: pageParam })}`,
        { signal },
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ signIns }) =>
      signIns.length < signInsPerPage ? undefined : signIns.at(-1)?.id,
    staleTime: 0,
    // A person who reads far back does not wait for new rows.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 3 ? false : lookEvery),
  });
}
