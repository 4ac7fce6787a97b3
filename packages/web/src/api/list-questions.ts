import type { QuestionList } from '@dashboard/contract';
import { queryOptions } from '@tanstack/react-query';
import { requestJson } from './request.ts';

/** `GET /api/questions`: the questions that this person can see. */
export const questionsQuery = queryOptions({
  queryKey: ['questions'],
  queryFn: ({ signal }) => requestJson<QuestionList>('api/questions', { signal }),
});
