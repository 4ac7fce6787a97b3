import type { Visualization } from '@dashboard/contract';
import type { ChartData } from './chart-data.ts';
import { numberWriter } from './format-number.ts';

const kinds: Record<Visualization['kind'], string> = {
  line: 'Line chart',
  area: 'Area chart',
  bar: 'Bar chart',
  pie: 'Pie chart',
  number: 'Number',
  table: 'Table',
};

/** A chart in words, for people who don't see it; the table view has every value. */
export function describeChart(
  data: ChartData,
  visualization: Visualization,
  locale?: string,
): string {
  const write = numberWriter(visualization.format, locale === undefined ? {} : { locale });
  const { labels, series } = data;
  const range = `${labels.length} points from ${labels.at(0)} to ${labels.at(-1)}`;
  const parts = series.slice(0, 8).map(({ name, values }) => {
    const numbers = values.filter((value) => value !== null);
    if (numbers.length === 0) return `${name}: no values`;
    const [low, high] = [smallest(numbers), largest(numbers)];
    return (
      `${name}: lowest ${write(low)} (${labels[values.indexOf(low)]}), ` +
      `highest ${write(high)} (${labels[values.indexOf(high)]})`
    );
  });
  return `${kinds[visualization.kind]}, ${range}. ${parts.join('. ')}.`;
}

function smallest(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(b, a));
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(b, a));
}
