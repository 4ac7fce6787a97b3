import type { Visualization } from '@dashboard/contract';
import { Stack, Text } from '@mantine/core';
import classes from './big-number.module.css';
import type { ChartData } from './chart-data.ts';
import { numberWriter } from './format-number.ts';

/** One figure, large: the first row's first number. */
export function BigNumber({
  data,
  visualization,
}: {
  readonly data: ChartData;
  readonly visualization: Visualization;
}) {
  const series = data.series[0];
  const value = series?.values[0] ?? null;
  return (
    <Stack className={classes.frame} gap={4} align="center" justify="center">
      <Text className={classes.figure}>
        {value === null ? '–' : numberWriter(visualization.format)(value)}
      </Text>
      <Text c="dimmed">{series?.name}</Text>
    </Stack>
  );
}
