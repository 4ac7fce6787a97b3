import type { ResultTable, Visualization } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { writtenColumns } from './cell-writer.ts';

const table: ResultTable = {
  columns: [
    { name: 'id', type: 'number' },
    { name: 'created_at', type: 'text' },
    { name: 'share', type: 'number' },
    { name: 'total', type: 'number' },
    { name: 'total', type: 'number' },
  ],
  rows: [
    [10482, '2025-01', 0.5, 1234, 1.5],
    [10483, '2025-02', null, 20, 1.25],
  ],
  rowCount: 2,
  truncated: false,
  durationMs: 1,
};

function written(visualization: Visualization) {
  const columns = writtenColumns(table, visualization);
  return table.rows.map((row) => columns.map((column, at) => column.write(row[at])));
}

test('writes ids unchanged, dates readably, empty values as nothing and the rest aligned', () => {
  expect(written({ kind: 'table' })).toEqual([
    ['10482', 'Jan 2025', '0.5', '1,234', '1.50'],
    ['10483', 'Feb 2025', '', '20', '1.25'],
  ]);
});

test('gives the format of the chart to the columns that the chart draws, and to no other', () => {
  const [row] = written({ kind: 'line', y: ['share'], format: 'percent' });
  expect(row?.slice(2, 4)).toEqual(['50.0%', '1,234']);
});

test('gives a column its own format in a table and a chart', () => {
  const columns = { total: { format: 'currency' } } as const;
  const [row] = written({ kind: 'table', columns });
  expect(row?.slice(2)).toEqual(['0.5', '$1,234', '$1.50']);
});

test('distinguishes two columns of one name', () => {
  const keys = writtenColumns(table, { kind: 'table' }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(5);
});
