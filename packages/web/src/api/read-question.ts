import type { Question } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** `GET /api/questions/:id` */
export function questionQuery(id: number) {
  return queryOptions({
    queryKey: ['question', id],
    queryFn: ({ signal }) => requestJson<Question>(`api/questions/${id}`, { signal }),
  });
}
