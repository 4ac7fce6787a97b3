import type { ResultTable, ResultValue, Visualization } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { chooseColumns } from './choose-columns.ts';

function answer(names: readonly string[], ...rows: ResultValue[][]): ResultTable {
  return {
    columns: names.map((name) => ({ name, type: 'unknown' as const })),
    rows,
    rowCount: rows.length,
    truncated: false,
    durationMs: 1,
  };
}

const sales = answer(
  ['country', 'month', 'orders', 'revenue'],
  ['DE', '2025-01', 3, 10.5],
  ['FR', '2025-02', 4, 20],
);

test('draws nothing without a number', () => {
  expect(chooseColumns(answer(['a', 'b'], ['x', 'y']), { kind: 'line' })).toBeNull();
});

test.each<[string, Visualization, unknown]>([
  [
    'takes the columns that the question names',
    { kind: 'line', x: 'country', y: ['revenue'] },
    { x: 0, y: [3] },
  ],
  [
    'runs along time and draws every number where nothing is named',
    { kind: 'line' },
    { x: 1, y: [2, 3] },
  ],
  [
    'passes over columns that are named but not there',
    { kind: 'bar', x: 'gone', y: ['gone'] },
    { x: 1, y: [2, 3] },
  ],
  [
    'passes over a series that holds no numbers',
    { kind: 'bar', y: ['country'] },
    { x: 1, y: [2, 3] },
  ],
  ['gives a pie one series', { kind: 'pie', x: 'country' }, { x: 0, y: [2] }],
  ['gives a figure no axis', { kind: 'number' }, { x: null, y: [2] }],
])('%s', (_name, visualization, chosen) => {
  expect(chooseColumns(sales, visualization)).toEqual(chosen);
});

test('uses the first column as the axis if all are numbers', () => {
  expect(chooseColumns(answer(['hour', 'orders'], [0, 7]), { kind: 'area' })).toEqual({
    x: 0,
    y: [1],
  });
});
