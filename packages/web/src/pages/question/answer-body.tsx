import type { Question, ResultTable } from '@dashboard/contract';
import { Code, Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { ApiError, fieldErrors } from '../../api/api-error.ts';
import { Failure } from '../../parts/failure.tsx';
import { Asking, NoRows, NotAsked } from './answer-notes.tsx';
import { AnswerView } from './answer-view.tsx';
import classes from './question-page.module.css';
import type { View } from './view-choice.ts';

export interface AnswerBodyProps {
  readonly question: Question;
  readonly answer: UseQueryResult<ResultTable>;
  readonly view: View;
}

/** The answer, or what there is in its place: waiting, failed, cancelled, empty. */
export function AnswerBody({ question, answer, view }: AnswerBodyProps) {
  const { data, error, isFetching, isPlaceholderData } = answer;
  const retry = () => void answer.refetch();
  const isAsking = isFetching && (data === undefined || isPlaceholderData);
  return (
    <div className={classes.answer} aria-busy={isAsking}>
      {isAsking && <Asking questionId={question.id} />}
      {error && !isFetching && <AnswerFailure error={error} onRetry={retry} />}
      {!error &&
        data === undefined &&
        (isFetching ? <Skeleton height="100%" /> : <NotAsked onAsk={retry} />)}
      {!error && data?.rows.length === 0 && (
        <NoRows hasParameters={question.parameters.length > 0} />
      )}
      {!error && data !== undefined && data.rows.length > 0 && (
        <div className={classes.content} data-stale={isPlaceholderData || undefined}>
          <AnswerView question={question} table={data} view={view} />
        </div>
      )}
    </div>
  );
}

function AnswerFailure({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry: () => void;
}) {
  // The parameters say what is wrong, each at its field.
  if (Object.keys(fieldErrors(error)).length > 0)
    return <Text c="dimmed">Fix the highlighted parameters to run the question.</Text>;
  const isDatabase = error instanceof ApiError && error.code === 'query_failed';
  return (
    <Failure error={error} onRetry={onRetry}>
      {isDatabase && <Code block>{error.message}</Code>}
    </Failure>
  );
}
