import type { ResultTable, Visualization } from '@dashboard/contract';
import { chooseColumns } from './choose-columns.ts';
import { columnKind } from './column-kind.ts';
import { readableDate } from './date-text.ts';
import { readableName } from './readable-name.ts';

/**
 * The data of a chart, independent of any library: labels along the axis and one list of numbers
 * per series.
 */
export interface ChartData {
  /** As in the result: dates are still `2025-01`. */
  readonly keys: readonly string[];
  readonly labels: readonly string[];
  readonly isDated: boolean;
  readonly xName: string;
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
}

/** @returns null if the result contains nothing that can be charted */
export function chartData(table: ResultTable, visualization: Visualization): ChartData | null {
  const chosen = chooseColumns(table, visualization);
  if (chosen === null || table.rows.length === 0) return null;
  const { x, y } = chosen;
  const keys = table.rows.map((row, index) => (x === null ? `${index + 1}` : `${row[x] ?? '–'}`));
  return {
    keys,
    labels: keys.map((key) => readableDate(key)),
    isDated: x !== null && columnKind(table, x) === 'date',
    xName: x === null ? '' : readableName(table.columns[x]?.name ?? ''),
    series: y.map((column) => ({
      name: readableName(table.columns[column]?.name ?? ''),
      values: table.rows.map((row) => {
        const value = row[column];
        return typeof value === 'number' ? value : null;
      }),
    })),
  };
}
