import type { Visualization } from '@dashboard/contract';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import classes from './chart.module.css';
import type { ChartData } from './chart-data.ts';
import { chartLook } from './chart-look.ts';
import { chartOption } from './chart-option.ts';
import { describeChart } from './describe-chart.ts';
import { initChart } from './echarts.ts';

export interface ChartProps {
  readonly data: ChartData;
  readonly visualization: Visualization;
}

/** Draws a line, area, bar or pie chart. The default export, so that the library loads only with a chart. */
export default function Chart({ data, visualization }: ChartProps) {
  const scheme = useComputedColorScheme('light');
  const isStill = useReducedMotion();
  const { ref: sizeRef, width, height } = useElementSize();
  const canvasRef = useRef<HTMLDivElement>(null);
  const chartRef = useRef<ReturnType<typeof initChart> | null>(null);
  const hasRoom = width > 0 && height > 0;
  const isCompact = width < 560;

  useEffect(() => {
    if (!hasRoom || canvasRef.current === null) return;
    const chart = initChart(canvasRef.current);
    chartRef.current = chart;
    return () => chart.dispose();
  }, [hasRoom]);

  useEffect(() => {
    if (!hasRoom) return;
    const look = chartLook(scheme, { isCompact, isStill });
    chartRef.current?.setOption(chartOption(data, visualization, look), { notMerge: true });
  }, [data, visualization, scheme, isCompact, isStill, hasRoom]);

  useEffect(() => {
    if (hasRoom) chartRef.current?.resize({ width, height });
  }, [width, height, hasRoom]);

  return (
    <div ref={sizeRef} className={classes.frame}>
      <div
        ref={canvasRef}
        className={classes.canvas}
        role="img"
        aria-label={describeChart(data, visualization)}
      />
    </div>
  );
}
