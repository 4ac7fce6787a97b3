import { grounds, palette } from './palette.ts';

/** Everything that a chart needs from its environment. */
export interface ChartLook {
  readonly colours: readonly string[];
  readonly ground: string;
  readonly text: string;
  readonly dimmed: string;
  readonly gridLine: string;
  /** A slice that is the sum of several categories; quieter than every series colour. */
  readonly rest: string;
  /** Too narrow for labels at the ends of lines. */
  readonly isCompact: boolean;
  /** No animation, for people whose system requests that. */
  readonly isStill: boolean;
}

export function chartLook(
  scheme: 'light' | 'dark',
  room: { readonly isCompact: boolean; readonly isStill: boolean },
): ChartLook {
  const inks =
    scheme === 'light'
      ? { text: '#1b1d22', dimmed: '#5b616e', gridLine: '#e9ebef', rest: '#8b909c' }
      : { text: '#d9dce3', dimmed: '#a3a8b4', gridLine: '#2b2e36', rest: '#7c8290' };
  return { colours: palette[scheme], ground: grounds[scheme], ...inks, ...room };
}
