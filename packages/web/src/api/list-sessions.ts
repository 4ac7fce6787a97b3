import type { SessionList } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** `GET /api/sessions`: the viewer's own, the last used first. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => requestJson<SessionList>('api/sessions', { signal }),
  staleTime: 0,
});
