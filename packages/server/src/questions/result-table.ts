import type { ResultColumn, ResultTable } from '@dashboard/contract';
import type { Cell, QueryRows } from '../databases/query.ts';

type ColumnType = ResultColumn['type'];

/** `2025-01`, `2025-01-31` and that with a time: the results of SQLite's own date functions. */
const dateLike =
  /^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?$/;

/** Rows for the web app: each column with the type of its values. */
export function resultTable(
  { columns, rows, truncated }: QueryRows,
  durationMs: number,
): ResultTable {
  const types = columns.map(({ declaredType }, index) => typeOf(rows, index, declaredType ?? ''));
  return {
    columns: columns.map(({ name }, index) => ({ name, type: types[index] ?? 'unknown' })),
    rows: types.includes('boolean') ? rows.map((row) => withBooleans(row, types)) : rows,
    rowCount: rows.length,
    truncated,
    durationMs: Math.round(durationMs * 10) / 10,
  };
}

/**
 * SQLite's values have types and its columns only hints: the values decide, or the hint if there
 * are none.
 */
function typeOf(
  rows: readonly (readonly Cell[])[],
  index: number,
  declaredType: string,
): ColumnType {
  const hint = hintOf(declaredType);
  const found = new Set<ColumnType>();
  for (const row of rows) {
    const cell = row[index] ?? null;
    if (cell !== null) found.add(typeOfCell(cell, hint));
    if (found.has('text')) return 'text';
  }
  if (found.size === 0) return hint;
  if (found.size === 1) return [...found][0] ?? hint;
  return found.has('date') ? 'text' : 'number';
}

function typeOfCell(cell: string | number, hint: ColumnType): ColumnType {
  if (typeof cell === 'string') return dateLike.test(cell) ? 'date' : 'text';
  return hint === 'boolean' && (cell === 0 || cell === 1) ? 'boolean' : 'number';
}

/**
 * SQLite's rules for declared types (https://sqlite.org/datatype3.html, section 3.1), and two more
 * words.
 */
function hintOf(declaredType: string): ColumnType {
  if (/bool/i.test(declaredType)) return 'boolean';
  if (/date|time/i.test(declaredType)) return 'date';
  if (/int|real|floa|doub|num|dec/i.test(declaredType)) return 'number';
  return /char|clob|text/i.test(declaredType) ? 'text' : 'unknown';
}

function withBooleans(row: readonly Cell[], types: readonly ColumnType[]): (Cell | boolean)[] {
  return row.map((cell, index) =>
    types[index] === 'boolean' && cell !== null ? cell === 1 : cell,
  );
}
