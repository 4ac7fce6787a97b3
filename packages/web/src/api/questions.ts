import type { ParameterValue, Question, QuestionList, ResultTable } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

export const answerKeys = { ofQuestion: (id: number) => ['answer', id] as const };

/** `GET /api/questions`: the questions that this person can see. */
export const questionsQuery = queryOptions({
  queryKey: ['questions'],
  queryFn: ({ signal }) => requestJson<QuestionList>('api/questions', { signal }),
});

/** `GET /api/questions/:id` */
export function questionQuery(id: number) {
  return queryOptions({
    queryKey: ['question', id],
    queryFn: ({ signal }) => requestJson<Question>(`api/questions/${id}`, { signal }),
  });
}

/** `POST /api/questions/:id/run`; the result is cached until a refresh. */
export function answerQuery(id: number, parameters: Readonly<Record<string, ParameterValue>>) {
  return queryOptions({
    queryKey: [...answerKeys.ofQuestion(id), parameters],
    queryFn: ({ signal }) =>
      requestJson<ResultTable>(`api/questions/${id}/run`, {
        method: 'POST',
        body: { parameters },
        signal,
        isRead: true,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}
