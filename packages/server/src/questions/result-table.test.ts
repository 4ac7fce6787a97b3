import { describe, expect, test } from 'vitest';
import type { Cell } from '../databases/query.ts';
import { resultTable } from './result-table.ts';

function columnOf(values: readonly Cell[], declaredType: string | null = null) {
  const rows = { columns: [{ name: 'a', declaredType }], rows: values.map((value) => [value]) };
  const table = resultTable({ ...rows, truncated: false }, 1.2345);
  return { type: table.columns[0]?.type, values: table.rows.map((row) => row[0]) };
}

describe('a column', () => {
  test.each([
    [[1, 2.5, null], null, 'number'],
    [['1', '2'], 'integer', 'text'],
    [[1, 'two'], null, 'text'],
    [['2025-01', 1], null, 'text'],
    [['2025-01', '2025-12'], null, 'date'],
    [['2025-01-31', null], null, 'date'],
    [['2025-01-31 10:00:00', '2025-01-31T10:00:00.5Z', '2025-01-31T10:00+01:00'], null, 'date'],
    [['2025-01-31', 'never'], 'date', 'text'],
    [['2025-13', '2025-14'], null, 'text'],
    [['1234-56-78'], null, 'text'],
    [[''], null, 'text'],
    [[], null, 'unknown'],
    [[null], 'INTEGER', 'number'],
    [[], 'numeric(10, 2)', 'number'],
    [[], 'varchar(20)', 'text'],
    [[], 'datetime', 'date'],
    [[], 'boolean', 'boolean'],
    [[], 'blob', 'unknown'],
    [[0, 1, 2], 'boolean', 'number'],
    [[0, 'maybe'], 'boolean', 'text'],
    [[1, '2025-01'], 'boolean', 'text'],
  ] as const)('of %j, declared as %s, is one of type %s', (values, declaredType, type) => {
    expect(columnOf(values, declaredType)).toEqual({ type, values: [...values] });
  });

  test('that is declared as a boolean has true and false', () => {
    expect(columnOf([0, 1, null], 'BOOLEAN')).toEqual({
      type: 'boolean',
      values: [false, true, null],
    });
    expect(columnOf([0, 1]).type).toBe('number');
  });
});

test('a table has the number of its rows and the duration, to a tenth of a millisecond', () => {
  expect(resultTable({ columns: [], rows: [[1], [2]], truncated: true }, 12.3456)).toMatchObject({
    rowCount: 2,
    truncated: true,
    durationMs: 12.3,
  });
});
