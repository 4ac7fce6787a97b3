import type { ChartData } from './chart-data.ts';

export interface PieSlice {
  readonly name: string;
  readonly value: number;
  /** The sum of the smallest ones; not a category. */
  readonly isRest?: true;
}

/** More slices than colours can't be distinguished: the smallest become one. */
const mostSlices = 8;

/** The slices of a pie, largest first; values that aren't positive are omitted. */
export function pieSlices({ labels, series }: ChartData): PieSlice[] {
  const values = series[0]?.values ?? [];
  const slices = labels
    .map((name, index) => ({ name, value: values[index] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  if (slices.length <= mostSlices) return slices;
  const rest = slices.slice(mostSlices - 1);
  const sum = rest.reduce((total, { value }) => total + value, 0);
  return [
    ...slices.slice(0, mostSlices - 1),
    { name: `${rest.length} others`, value: sum, isRest: true },
  ];
}
