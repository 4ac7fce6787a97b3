import type { Question, ResultTable } from '@dashboard/contract';
import { ActionIcon, SegmentedControl, Text, Tooltip } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { IconMaximize, IconMinimize, IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Ago } from '../../parts/ago.tsx';
import { AnswerBody } from './answer-body.tsx';
import classes from './question-page.module.css';
import type { View } from './view-choice.ts';

export interface AnswerStageProps {
  readonly question: Question;
  readonly answer: UseQueryResult<ResultTable>;
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** The result with its actions: view, refresh, full screen. */
export function AnswerStage({ question, answer, view, onView }: AnswerStageProps) {
  const { ref, toggle, fullscreen } = useFullscreenElement();
  const fullScreenLabel = fullscreen ? 'Exit full screen' : 'Full screen';
  return (
    <section ref={ref} className={classes.stage} aria-label="Result">
      <Text className={classes.fullName} size="xl" fw={650} aria-hidden>
        {question.name}
      </Text>
      <div className={classes.toolbar}>
        {question.visualization.kind !== 'table' && (
          <SegmentedControl
            aria-label="View"
            value={view}
            onChange={(value) => onView(value as View)}
            data={views}
          />
        )}
        <Facts answer={answer} />
        <div className={classes.actions}>
          <Tooltip label="Refresh">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="Refresh"
              loading={answer.isFetching && answer.isSuccess}
              onClick={() => void answer.refetch()}
            >
              <IconRefresh size={20} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={fullScreenLabel}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={fullScreenLabel}
              onClick={() => void toggle()}
            >
              {fullscreen ? (
                <IconMinimize size={20} aria-hidden />
              ) : (
                <IconMaximize size={20} aria-hidden />
              )}
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
      <AnswerBody question={question} answer={answer} view={view} />
    </section>
  );
}

const views = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
];

/** Row count and age; screen readers announce changes. */
function Facts({ answer }: { readonly answer: UseQueryResult<ResultTable> }) {
  const { data, dataUpdatedAt, isPlaceholderData } = answer;
  return (
    <Text className={classes.facts} size="xs" c="dimmed">
      {data && !isPlaceholderData && (
        <>
          <span aria-live="polite">{rowsInWords(data)}</span> · updated <Ago time={dataUpdatedAt} />
        </>
      )}
    </Text>
  );
}

function rowsInWords({ rows, truncated }: ResultTable): string {
  const count = new Intl.NumberFormat().format(rows.length);
  if (truncated) return `Showing the first ${count} rows`;
  return rows.length === 1 ? '1 row' : `${count} rows`;
}
