import type { ResultColumn, ResultTable } from '@dashboard/contract';
import type { QueryRows } from '../databases/query.ts';

const dateLike = /^\d{4}-\d{2}(?:-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?)?$/;

/** Rows as the web app draws them: each column with the type that its values have. */
export function resultTable(
  { columns, rows, truncated }: QueryRows,
  durationMs: number,
): ResultTable {
  return {
    columns: columns.map(({ name }, index) => ({
      name,
      type: typeOf(rows.map((row) => row[index] ?? null)),
    })),
    rows: rows.map((row) => [...row]),
    rowCount: rows.length,
    truncated,
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

/** SQLite's values have types, its columns only hints: the values decide. */
function typeOf(values: readonly (string | number | null)[]): ResultColumn['type'] {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return 'unknown';
  if (present.every((value) => typeof value === 'number')) return 'number';
  return present.every((value) => typeof value === 'string' && dateLike.test(value))
    ? 'date'
    : 'text';
}
