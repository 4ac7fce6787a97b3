import type { ResultTable } from '@dashboard/contract';
import { datePrecision } from './date-text.ts';

export type ColumnKind = 'number' | 'date' | 'text';

/**
 * The type of a result column, from its values if the database doesn't declare one: SQLite returns
 * dates as text.
 */
export function columnKind({ columns, rows }: ResultTable, index: number): ColumnKind {
  const declared = columns[index]?.type;
  if (declared === 'number') return 'number';
  const values = rows.map((row) => row[index]).filter((value) => value !== null);
  if (values.length === 0) return declared === 'date' ? 'date' : 'text';
  if (values.every((value) => typeof value === 'number')) return 'number';
  const isDated = values.every(
    (value) => typeof value === 'string' && datePrecision(value) !== null,
  );
  return isDated ? 'date' : 'text';
}
