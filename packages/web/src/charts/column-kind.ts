import type { ResultTable } from '@dashboard/contract';
import { datePrecision } from './date-text.ts';

export type ColumnKind = 'number' | 'date' | 'text';

/**
 * What a result column holds, judged by the answer itself where the database doesn't say: SQLite gives
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
