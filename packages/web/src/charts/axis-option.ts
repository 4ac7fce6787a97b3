import type { Visualization } from '@dashboard/contract';
import type { ChartData } from './chart-data.ts';
import type { ChartLook } from './chart-look.ts';
import { numberWriter } from './format-number.ts';

const fontSize = 13;

/** The axis of numbers: light lines, short numbers, no axis line. */
export function valueAxis({ format }: Visualization, look: ChartLook) {
  const write = numberWriter(format, { isShort: true });
  return {
    type: 'value' as const,
    axisLabel: { color: look.dimmed, fontSize, formatter: (value: number) => write(value) },
    splitLine: { lineStyle: { color: look.gridLine } },
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

interface BarShape {
  readonly isBar: boolean;
  readonly isLying: boolean;
}

const mostSlanted = 12;

/** On a phone a few names are rotated, so that each bar has its name. */
function roomForName(count: number, { isCompact }: ChartLook, { isBar, isLying }: BarShape) {
  const overflow = 'truncate' as const;
  if (isLying) return { width: isCompact ? 96 : 200, overflow };
  const isSlanted = isBar && isCompact && count <= mostSlanted;
  return isSlanted ? { interval: 0, rotate: 40, width: 88, overflow } : {};
}

/** An axis of names; horizontal bars begin at the top. */
export function categoryAxis({ labels }: ChartData, look: ChartLook, { isBar, isLying }: BarShape) {
  return {
    type: 'category' as const,
    data: [...labels],
    inverse: isLying,
    boundaryGap: isBar,
    axisLabel: {
      color: look.dimmed,
      fontSize,
      hideOverlap: true,
      ...roomForName(labels.length, look, { isBar, isLying }),
    },
    axisLine: { lineStyle: { color: look.gridLine } },
    axisTick: { show: false },
  };
}

const dayMilliseconds = 24 * 3600 * 1000;

/** An axis of time, labelled in the viewer's language: years where one begins, months, then days. */
export function timeAxis(look: ChartLook, locale?: string) {
  const write = timeLabel(locale);
  return {
    type: 'time' as const,
    axisLabel: {
      color: look.dimmed,
      fontSize,
      hideOverlap: true,
      formatter: (value: number) => write(value),
    },
    splitNumber: look.isCompact ? 3 : 8,
    axisLine: { lineStyle: { color: look.gridLine } },
    axisTick: { show: false },
    splitLine: { show: false },
    minInterval: dayMilliseconds,
  };
}

/** Exported for its test. */
function timeLabel(locale?: string): (time: number) => string {
  const year = new Intl.DateTimeFormat(locale, { year: 'numeric' });
  const monthOnly = new Intl.DateTimeFormat(locale, { month: 'short' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  return (time) => {
    const date = new Date(time);
    if (date.getDate() !== 1) return day.format(date);
    return date.getMonth() === 0 ? year.format(date) : monthOnly.format(date);
  };
}
