import type { Question } from '@dashboard/contract';
import { Text, UnstyledButton } from '@mantine/core';
import {
  IconChartArea,
  IconChartBar,
  IconChartDonut,
  IconChartLine,
  IconNumber123,
  IconTable,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import classes from './question-row.module.css';

const icons = {
  table: IconTable,
  line: IconChartLine,
  bar: IconChartBar,
  area: IconChartArea,
  pie: IconChartDonut,
  number: IconNumber123,
} as const;

/** One question in a list; the whole row leads to it. */
export function QuestionRow({ question }: { readonly question: Question }) {
  const Icon = icons[question.visualization.kind];
  return (
    <UnstyledButton
      component={Link}
      to={`/question/${question.id}-${question.slug}`}
      className={classes.row}
    >
      <Icon className={classes.icon} size={24} stroke={1.5} aria-hidden />
      <span className={classes.words}>
        <Text component="span" fw={600} lineClamp={2} className={classes.name}>
          {question.name}
        </Text>
        {question.description !== null && (
          <Text component="span" size="sm" c="dimmed" lineClamp={2} className={classes.name}>
            {question.description}
          </Text>
        )}
      </span>
    </UnstyledButton>
  );
}
