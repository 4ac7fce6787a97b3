import type { Question } from '@dashboard/contract';
import { EmptyState, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { questionsQuery } from '../../api/questions.ts';
import { sessionQuery } from '../../api/sessions.ts';
import { Failure } from '../../parts/failure.tsx';
import { usePageTitle } from '../../parts/use-page-title.ts';
import { FirstSteps } from './first-steps.tsx';
import { QuestionRow } from './question-row.tsx';

/** The questions that this person can view, by collection. */
export function HomePage() {
  const session = useQuery(sessionQuery);
  usePageTitle(undefined);
  return (
    <Stack gap="xl" maw={880} mx="auto">
      <Title order={1}>Questions</Title>
      {session.data?.account.isAdministrator && <FirstSteps />}
      <Questions />
    </Stack>
  );
}

function Questions() {
  const { data, error, refetch } = useQuery(questionsQuery);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;
  if (data.questions.length === 0) return <Nothing />;
  return [...byCollection(data.questions)].map(([name, questions]) => (
    <Stack key={name} component="section" gap="xs" aria-label={name}>
      <Title order={2}>{name}</Title>
      <div>
        {questions.map((question) => (
          <QuestionRow key={question.id} question={question} />
        ))}
      </div>
    </Stack>
  ));
}

function byCollection(questions: readonly Question[]): Map<string, readonly Question[]> {
  return Map.groupBy(questions, (question) => question.collectionName);
}

function Waiting() {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading questions">
      <Skeleton height={20} width={120} />
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} height={64} />
      ))}
    </Stack>
  );
}

function Nothing() {
  return (
    <EmptyState
      my={48}
      icon={<IconFolderOpen aria-hidden />}
      title="No questions yet"
      description={
        <Text>No questions are shared with you. Ask your administrator for access.</Text>
      }
    />
  );
}
