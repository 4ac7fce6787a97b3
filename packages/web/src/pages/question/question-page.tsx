import type { Question } from '@dashboard/contract';
import { Skeleton, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { ApiError } from '../../api/api-error.ts';
import { questionQuery } from '../../api/questions.ts';
import { Failure } from '../../parts/failure.tsx';
import { NothingHere } from '../../parts/nothing-here.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';
import { AskedQuestion } from './asked-question.tsx';
import { idSlugOf, questionId } from './question-address.ts';
import classes from './question-page.module.css';

/** `/question/<id>-<slug>`: a saved question, its parameters and its answer. */
export function QuestionPage() {
  const { idSlug = '' } = useParams();
  const id = questionId(idSlug);
  return id === null ? <NoQuestion /> : <QuestionById key={id} id={id} idSlug={idSlug} />;
}

function QuestionById({ id, idSlug }: { readonly id: number; readonly idSlug: string }) {
  const { data, error, refetch } = useQuery(questionQuery(id));
  usePageTitle(data?.name);
  useRightSlug(idSlug, data);
  if (error instanceof ApiError && error.code === 'not_found') return <NoQuestion />;
  return (
    <Stack className={classes.page} gap="md">
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Waiting />}
      {data && <AskedQuestion question={data} />}
    </Stack>
  );
}

/** A question that isn't there and one that isn't shared look the same, on purpose. */
function NoQuestion() {
  return (
    <NothingHere title="Question not found">
      It doesn’t exist, or you don’t have access.
    </NothingHere>
  );
}

/** An address with an old name in it becomes the right one; query and fragment stay. */
function useRightSlug(idSlug: string, question: Question | undefined): void {
  const navigate = useNavigate();
  const { search, hash } = useLocation();
  const right = question === undefined ? idSlug : idSlugOf(question);
  useEffect(() => {
    if (right === idSlug) return;
    void navigate({ pathname: `/question/${right}`, search, hash }, { replace: true });
  }, [right, idSlug, search, hash, navigate]);
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading question" className={classes.stage}>
      <div>
        <Title order={1}>
          <Skeleton height={32} width="min(320px, 70%)" />
        </Title>
        <Skeleton height={20} width="min(520px, 90%)" mt="xs" />
      </div>
      <Skeleton className={classes.answer} mt={40} />
    </div>
  );
}
