import type { Question, ResultTable } from '@dashboard/contract';
import { Skeleton, Text } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import { BigNumber } from '../../charts/big-number.tsx';
import { chartData } from '../../charts/chart-data.ts';
import type { View } from './view-choice.ts';

const Chart = lazy(() => import('../../charts/chart.tsx'));
const AnswerTable = lazy(() => import('../../charts/answer-table.tsx'));

export interface AnswerViewProps {
  readonly question: Question;
  readonly table: ResultTable;
  readonly view: View;
}

/** An answer with rows, drawn as the view and the question say. */
export function AnswerView({ question, table, view }: AnswerViewProps) {
  const { name, visualization } = question;
  const data = useMemo(
    () => (view === 'chart' ? chartData(table, visualization) : null),
    [view, table, visualization],
  );
  if (view === 'chart' && data === null) {
    return <Text c="dimmed">This result can’t be charted. Switch to Table.</Text>;
  }
  if (view === 'chart' && data !== null && visualization.kind === 'number') {
    return <BigNumber data={data} visualization={visualization} />;
  }
  return (
    <Suspense fallback={<Skeleton height="100%" />}>
      {view === 'chart' && data !== null ? (
        <Chart data={data} visualization={visualization} />
      ) : (
        <AnswerTable table={table} visualization={visualization} label={`${name}, all rows`} />
      )}
    </Suspense>
  );
}
