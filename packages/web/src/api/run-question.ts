import type { ParameterValue, ResultTable } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** `POST /api/questions/:id/run`; the result is cached until a refresh. */
export function answerQuery(id: number, parameters: Readonly<Record<string, ParameterValue>>) {
  return queryOptions({
    queryKey: ['answer', id, parameters],
    queryFn: ({ signal }) =>
      requestJson<ResultTable>(`api/questions/${id}/run`, {
        method: 'POST',
        body: { parameters },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
