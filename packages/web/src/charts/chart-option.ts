import type { Visualization } from '@dashboard/contract';
import type { BarSeriesOption, LineSeriesOption, PieSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { categoryAxis, timeAxis, valueAxis } from './axis-option.ts';
import type { ChartData } from './chart-data.ts';
import type { ChartLook } from './chart-look.ts';
import { chartTooltip } from './chart-tooltip.ts';
import { dateTime } from './date-text.ts';
import { numberWriter } from './format-number.ts';
import { pieSlices } from './pie-slices.ts';

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | PieSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
>;

/** Up to this many series have their name next to them; more get a legend. */
const mostDirectLabels = 3;

/**
 * The complete option of a chart, as a pure function of its data, its settings and its environment.
 */
export function chartOption(
  data: ChartData,
  visualization: Visualization,
  look: ChartLook,
): ChartOption {
  if (visualization.kind === 'pie') return pieOption(data, visualization, look);
  const isBar = visualization.kind === 'bar';
  const isLying = isBar && liesDown(data);
  const along =
    data.isDated && !isBar ? timeAxis(look) : categoryAxis(data, look, { isBar, isLying });
  const across = valueAxis(visualization, look);
  return {
    ...base(look),
    tooltip: seriesTooltip(data, visualization, look, isBar),
    ...legend(data, look, isBar),
    grid: {
      left: 4,
      right: 16 + labelRoom(data, look, isBar),
      top: needsLegend(data, look, isBar) ? 40 : 16,
      bottom: 4,
      ...bounds,
    },
    ...(isLying ? { xAxis: across, yAxis: along } : { xAxis: along, yAxis: across }),
    series: data.series.map((one, index) => {
      if (isBar) return barSeries(one, isLying);
      return lineSeries(data, one, { look, index, isFilled: visualization.kind === 'area' });
    }),
  };
}

const bounds = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const;

function base(look: ChartLook) {
  return {
    color: [...look.colours],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: 'Inter Variable, sans-serif', color: look.text },
    animation: !look.isStill,
    animationDuration: 150,
    animationDurationUpdate: 150,
  };
}

type Series = ChartData['series'][number];

function lineSeries(
  data: ChartData,
  { name, values }: Series,
  { look, index, isFilled }: { look: ChartLook; index: number; isFilled: boolean },
): LineSeriesOption {
  const isLabelled = !needsLegend(data, look, false);
  const points = data.isDated
    ? values.map((value, at) => [dateTime(data.keys[at] ?? ''), value])
    : values;
  return {
    type: 'line',
    name,
    data: [...points],
    lineStyle: { width: 2 },
    showSymbol: values.length === 1,
    symbol: 'circle',
    symbolSize: 6,
    sampling: 'lttb',
    emphasis: { disabled: true },
    ...(isFilled ? { areaStyle: { opacity: 0.16 } } : {}),
    ...(isLabelled
      ? {
          endLabel: {
            show: true,
            formatter: '{a}',
            color: look.text,
            fontSize: 13,
            distance: 8,
            width: 152,
            overflow: 'truncate',
          },
          labelLayout: { moveOverlap: 'shiftY' },
        }
      : {}),
    z: 10 - Math.min(index, 8),
  };
}

function barSeries({ name, values }: Series, isLying: boolean): BarSeriesOption {
  return {
    type: 'bar',
    name,
    data: [...values],
    barMaxWidth: 96,
    barCategoryGap: '28%',
    itemStyle: { borderRadius: isLying ? [0, 3, 3, 0] : [3, 3, 0, 0] },
    emphasis: { disabled: true },
  };
}

/** Long or many names are easier to read horizontally than rotated. */
function liesDown({ labels, isDated }: ChartData): boolean {
  if (isDated) return false;
  return labels.length > 12 || labels.some((label) => label.length > 12);
}

function needsLegend({ series }: ChartData, look: ChartLook, isBar: boolean): boolean {
  if (series.length === 1) return isBar ? false : look.isCompact;
  return isBar || look.isCompact || series.length > mostDirectLabels;
}

/** Pixels for the names at the ends of the lines; ECharts reserves none by itself. */
function labelRoom(data: ChartData, look: ChartLook, isBar: boolean): number {
  if (isBar || needsLegend(data, look, isBar)) return 0;
  const longest = Math.max(...data.series.map(({ name }) => name.length));
  return Math.min(160, Math.ceil(longest * 7.5));
}

function legend(data: ChartData, look: ChartLook, isBar: boolean): Pick<ChartOption, 'legend'> {
  if (!needsLegend(data, look, isBar)) return {};
  return {
    legend: {
      type: 'scroll',
      top: 0,
      left: 0,
      icon: 'roundRect',
      itemWidth: 12,
      itemHeight: 8,
      itemGap: 16,
      textStyle: { color: look.text, fontSize: 13 },
      pageTextStyle: { color: look.dimmed },
      inactiveColor: look.dimmed,
    },
  };
}

/** One box for all series of a point, with a line at the pointer. */
function seriesTooltip(
  data: ChartData,
  { format }: Visualization,
  look: ChartLook,
  isBar: boolean,
): TooltipComponentOption {
  const write = numberWriter(format);
  return {
    ...tooltipBox(look),
    trigger: 'axis',
    axisPointer: isBar
      ? { type: 'shadow', shadowStyle: { color: look.gridLine, opacity: 0.5 } }
      : { type: 'line', lineStyle: { color: look.dimmed, width: 1, type: 'solid' } },
    formatter: (points) => {
      const list = Array.isArray(points) ? points : [points];
      const at = list[0]?.dataIndex ?? 0;
      const rows = list.map(({ color, seriesIndex = 0, seriesName = '' }) => {
        const value = data.series[seriesIndex]?.values[at] ?? null;
        return { colour: `${color}`, name: seriesName, value: value === null ? '–' : write(value) };
      });
      return chartTooltip(data.labels[at] ?? '', rows);
    },
  };
}

function tooltipBox(look: ChartLook): TooltipComponentOption {
  return {
    confine: true,
    transitionDuration: 0,
    backgroundColor: look.ground,
    borderColor: look.gridLine,
    borderWidth: 1,
    padding: [8, 12],
  };
}

function pieOption(data: ChartData, { format }: Visualization, look: ChartLook): ChartOption {
  const write = numberWriter(format);
  const share = numberWriter('percent');
  const slices = pieSlices(data);
  const total = slices.reduce((sum, slice) => sum + slice.value, 0);
  const shareOf = (name: string) =>
    share((slices.find((slice) => slice.name === name)?.value ?? 0) / total);
  return {
    ...base(look),
    ...(look.isCompact ? { legend: pieLegend(look, shareOf) } : {}),
    tooltip: {
      ...tooltipBox(look),
      trigger: 'item',
      formatter: (point) => {
        const slice = slices[Array.isArray(point) ? 0 : point.dataIndex];
        if (slice === undefined) return '';
        const colour = Array.isArray(point) ? '' : `${point.color}`;
        const value = `${write(slice.value)} · ${shareOf(slice.name)}`;
        return chartTooltip(data.series[0]?.name ?? '', [{ colour, name: slice.name, value }]);
      },
    },
    series: [
      {
        type: 'pie',
        radius: look.isCompact ? ['38%', '68%'] : ['42%', '72%'],
        center: ['50%', look.isCompact ? '34%' : '50%'],
        data: slices.map(({ name, value, isRest }) => ({
          ...{ name, value },
          ...(isRest && { itemStyle: { color: look.rest } }),
        })),
        itemStyle: { borderColor: look.ground, borderWidth: 2 },
        label: {
          show: !look.isCompact,
          color: look.text,
          fontSize: 13,
          lineHeight: 18,
          formatter: ({ name }) => `${name}\n${shareOf(name)}`,
        },
        labelLine: { show: !look.isCompact, lineStyle: { color: look.dimmed } },
        emphasis: { scale: false },
      },
    ],
  };
}

/** Next to a small pie there is no space for names: they are below it, each with its share. */
function pieLegend(look: ChartLook, shareOf: (name: string) => string): LegendComponentOption {
  return {
    bottom: 0,
    left: 0,
    right: 0,
    icon: 'roundRect',
    itemWidth: 12,
    itemHeight: 8,
    itemGap: 12,
    textStyle: { color: look.text, fontSize: 13 },
    inactiveColor: look.dimmed,
    formatter: (name) => `${name} ${shareOf(name)}`,
  };
}
