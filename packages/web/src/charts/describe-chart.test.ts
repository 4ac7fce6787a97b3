import { expect, test } from 'vitest';
import { describeChart } from './describe-chart.ts';

const labels = ['Jan 2025', 'Feb 2025', 'Mar 2025'];
const series = [{ name: 'Revenue', values: [20, 1000, null] }];

test('describes the chart’s type, range and extremes', () => {
  const data = { keys: labels, labels, isDated: true, xName: 'Month', series };
  expect(describeChart(data, { kind: 'line', format: 'currency' }, 'en-US')).toBe(
    'Line chart, 3 points from Jan 2025 to Mar 2025. Revenue: lowest $20 (Jan 2025), highest $1,000 (Feb 2025).',
  );
});

test('says that a series is empty', () => {
  const data = {
    keys: labels,
    labels,
    isDated: true,
    xName: '',
    series: [{ name: 'Gone', values: [null, null, null] }],
  };
  expect(describeChart(data, { kind: 'bar' })).toContain('Gone: no values.');
});
