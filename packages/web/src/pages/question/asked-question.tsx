import type { Question } from '@dashboard/contract';
import { Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { fieldErrors } from '../../api/api-error.ts';
import { answerQuery } from '../../api/questions.ts';
import { AnswerStage } from './answer-stage.tsx';
import { ParameterForm } from './parameter-form.tsx';
import { parametersIn } from './parameter-values.ts';
import { chosenView, viewKey } from './view-choice.ts';

/** A question that is known: what it is, what it is asked with, and its answer. */
export function AskedQuestion({ question }: { readonly question: Question }) {
  const [search] = useSearchParams();
  const { hash } = useLocation();
  const navigate = useNavigate();
  const parameters = useMemo(() => parametersIn(search, question.parameters), [search, question]);
  const answer = useQuery({
    ...answerQuery(question.id, parameters),
    placeholderData: keepPreviousData,
  });

  /** The address contains the values of the parameters. Its fragment is not ours and stays. */
  function goTo(next: URLSearchParams) {
    void navigate({ search: next.toString(), hash }, { replace: true, preventScrollReset: true });
  }

  return (
    <>
      <div>
        <Title order={1}>{question.name}</Title>
        {question.description && <Text c="dimmed">{question.description}</Text>}
      </div>
      {question.parameters.length > 0 && (
        <ParameterForm
          parameters={question.parameters}
          search={search}
          errors={fieldErrors(answer.error)}
          onChange={goTo}
        />
      )}
      <AnswerStage
        question={question}
        answer={answer}
        view={chosenView(search, question)}
        onView={(view) => {
          const next = new URLSearchParams(search);
          next.set(viewKey(question), view);
          goTo(next);
        }}
      />
    </>
  );
}
