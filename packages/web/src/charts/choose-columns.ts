import type { ResultTable, Visualization } from '@dashboard/contract';
import { columnKind } from './column-kind.ts';

/** Positions of the columns that are drawn: `x` along the axis (null for a lone figure), `y` as series. */
export interface ChosenColumns {
  readonly x: number | null;
  readonly y: readonly number[];
}

/**
 * The columns that a chart shows. The question's own choice comes first; otherwise the first column
 * that is not a number (or the very first) is the axis, and the number columns are the series.
 *
 * @returns null if nothing can be charted, as without any number
 */
export function chooseColumns(
  table: ResultTable,
  visualization: Visualization,
): ChosenColumns | null {
  const kinds = table.columns.map((_, index) => columnKind(table, index));
  const named = (name: string) => table.columns.findIndex((column) => column.name === name);
  const isFigure = visualization.kind === 'number';
  const x = isFigure ? -1 : chooseX(kinds, named(visualization.x ?? ''));
  const asked = (visualization.y ?? []).map(named).filter((index) => kinds[index] === 'number');
  const found = kinds.flatMap((kind, index) => (kind === 'number' && index !== x ? [index] : []));
  const y = asked.length > 0 ? asked : found;
  if (y.length === 0) return null;
  return { x: x === -1 ? null : x, y: hasOneSeries(visualization.kind) ? y.slice(0, 1) : y };
}

function chooseX(kinds: readonly string[], asked: number): number {
  if (asked !== -1) return asked;
  const dated = kinds.indexOf('date');
  if (dated !== -1) return dated;
  return Math.max(0, kinds.indexOf('text'));
}

function hasOneSeries(kind: Visualization['kind']): boolean {
  return kind === 'pie' || kind === 'number';
}
