import type { AuditList, AuditQuery } from '@dashboard/contract';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';
import { searchParams } from './search-params.ts';

const perPage = 50;

/** `GET /api/audit`, newest first; older ones follow on request. */
export function auditQuery(filter: Omit<AuditQuery, 'before' | 'limit'>) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam }) =>
      requestJson<AuditList>(
        `api/audit?${searchParams({ ...filter, limit: perPage, before: pageParam })}`,
        { signal },
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ entries }) => (entries.length < perPage ? undefined : entries.at(-1)?.id),
    staleTime: 0,
  });
}
