import { describe, expect, test } from 'vitest';
import type { ChartData } from './chart-data.ts';
import { chartLook } from './chart-look.ts';
import { chartOption } from './chart-option.ts';
import { dateTime } from './date-text.ts';
import { palette } from './palette.ts';

const wide = chartLook('light', { isCompact: false, isStill: false });
const narrow = chartLook('light', { isCompact: true, isStill: false });

function drawn(seriesCount: number, { isDated = true } = {}): ChartData {
  const keys = isDated ? ['2025-01', '2025-02'] : ['Kitchen', 'Office'];
  const names = Array.from({ length: seriesCount }, (_, index) => `Series ${index + 1}`);
  return {
    keys,
    labels: keys,
    isDated,
    xName: 'x',
    series: names.map((name) => ({ name, values: [1, null] })),
  };
}

describe('a line chart', () => {
  test('has a time axis if the result has dates, with gaps for missing values', () => {
    const option = chartOption(drawn(1), { kind: 'line' }, wide);
    expect(option.xAxis).toMatchObject({ type: 'time' });
    expect(option.series).toMatchObject([
      {
        data: [
          [dateTime('2025-01'), 1],
          [dateTime('2025-02'), null],
        ],
      },
    ]);
  });

  test('has an axis of names otherwise', () => {
    const option = chartOption(drawn(1, { isDated: false }), { kind: 'line' }, wide);
    expect(option.xAxis).toMatchObject({ type: 'category', data: ['Kitchen', 'Office'] });
  });

  test.each([1, 2, 3])(
    'names %d series at the ends of the lines and leaves room for it',
    (count) => {
      const option = chartOption(drawn(count), { kind: 'line' }, wide);
      expect(option.legend).toBeUndefined();
      expect(option.series).toMatchObject(Array(count).fill({ endLabel: { show: true } }));
      expect(option.grid).toMatchObject({ right: 16 + Math.ceil('Series 1'.length * 7.5) });
    },
  );

  test.each([
    ['there are more than three', 4, wide],
    ['there is little room', 2, narrow],
  ])('names the series in a legend if %s', (_why, count, look) => {
    const option = chartOption(drawn(count), { kind: 'line' }, look);
    expect(option.legend).toBeDefined();
    expect(option.series).not.toContainEqual(
      expect.objectContaining({ endLabel: expect.anything() }),
    );
  });

  test('fills the area below it only as an area chart', () => {
    const styles = (['line', 'area'] as const).map(
      (kind) => chartOption(drawn(1), { kind }, wide).series,
    );
    expect(styles[0]).not.toContainEqual(expect.objectContaining({ areaStyle: expect.anything() }));
    expect(styles[1]).toContainEqual(expect.objectContaining({ areaStyle: expect.anything() }));
  });
});

describe('a bar chart', () => {
  test('gives each bar its name on a phone if there are few', () => {
    const bars = (count: number) => {
      const labels = Array.from({ length: count }, (_, index) => `Name ${index}`);
      const data = { ...drawn(1, { isDated: false }), keys: labels, labels };
      return chartOption(data, { kind: 'bar' }, narrow).xAxis;
    };
    expect(bars(12)).toMatchObject({ axisLabel: { interval: 0, rotate: 40 } });
    expect(bars(13)).not.toHaveProperty('axisLabel.rotate');
  });

  test('is vertical if names are short and few, and horizontal if they are long', () => {
    const standing = chartOption(drawn(1, { isDated: false }), { kind: 'bar' }, wide);
    const long = {
      ...drawn(1, { isDated: false }),
      labels: ['Kitchen', 'Everything for the garden'],
    };
    const lying = chartOption(long, { kind: 'bar' }, wide);
    expect(standing.xAxis).toMatchObject({ type: 'category' });
    expect(lying.yAxis).toMatchObject({ type: 'category', inverse: true });
    expect(lying.xAxis).toMatchObject({ type: 'value' });
  });
});

test('lines up all series under the pointer', () => {
  expect(chartOption(drawn(3), { kind: 'line' }, wide).tooltip).toMatchObject({ trigger: 'axis' });
});

test('draws a pie without axes', () => {
  const option = chartOption(drawn(1, { isDated: false }), { kind: 'pie' }, wide);
  expect(option.xAxis).toBeUndefined();
  expect(option.series).toMatchObject([{ type: 'pie', data: [{ name: 'Kitchen', value: 1 }] }]);
});

test('draws the slice of the smallest ones in a grey that is no series colour', () => {
  const labels = Array.from({ length: 9 }, (_, index) => `Country ${index}`);
  const data: ChartData = {
    ...drawn(1, { isDated: false }),
    ...{ keys: labels, labels },
    series: [{ name: 'People', values: labels.map((_, index) => 9 - index) }],
  };
  const [series] = chartOption(data, { kind: 'pie' }, wide).series as [{ data: object[] }];
  expect(series.data.at(-1)).toMatchObject({ name: '2 others', itemStyle: { color: wide.rest } });
  expect(series.data[0]).not.toHaveProperty('itemStyle');
  expect(palette.light).not.toContain(wide.rest);
});

test('has no animation for people whose system requests that', () => {
  const still = chartLook('light', { isCompact: false, isStill: true });
  expect(chartOption(drawn(1), { kind: 'line' }, still).animation).toBe(false);
  expect(chartOption(drawn(1), { kind: 'line' }, wide).animation).toBe(true);
});

test('uses the colours of the scheme', () => {
  const dark = chartLook('dark', { isCompact: false, isStill: false });
  expect(chartOption(drawn(1), { kind: 'line' }, dark).color).toEqual(palette.dark);
});

test('names the slices of a small pie below it', () => {
  const small = chartOption(drawn(1, { isDated: false }), { kind: 'pie' }, narrow);
  expect(small.legend).toBeDefined();
  expect(small.series).toMatchObject([{ label: { show: false } }]);
});
