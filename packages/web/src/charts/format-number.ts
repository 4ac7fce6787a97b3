import type { NumberFormat } from '@dashboard/contract';

export interface NumberWriterOptions {
  /** For axes: 1,200,000 becomes 1.2M. */
  readonly isShort?: boolean;
  /** Exactly this many digits after the point, so that a column is aligned. */
  readonly fractionDigits?: number;
  readonly locale?: string;
}

/**
 * Formats numbers for the viewer's locale.
 *
 * @param format `currency` is US dollars; `percent` takes a share, so 0.25 is 25%
 */
export function numberWriter(
  format: NumberFormat = 'plain',
  { isShort = false, fractionDigits, locale }: NumberWriterOptions = {},
): (value: number) => string {
  if (fractionDigits !== undefined) return alignedWriter(format, fractionDigits, locale);
  const options: Intl.NumberFormatOptions = isShort
    ? { notation: 'compact', maximumFractionDigits: 1 }
    : { maximumFractionDigits: format === 'percent' ? 1 : 2 };
  if (format === 'percent') return writer(locale, { ...options, style: 'percent' });
  if (format === 'plain') return writer(locale, options);
  const currency = { style: 'currency', currency: 'USD' } as const;
  if (isShort) return writer(locale, { ...options, ...currency, minimumFractionDigits: 0 });
  const whole = writer(locale, { ...currency, maximumFractionDigits: 0 });
  const exact = writer(locale, currency);
  return (value) => (Number.isInteger(value) ? whole(value) : exact(value));
}

function alignedWriter(format: NumberFormat, fractionDigits: number, locale: string | undefined) {
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  if (format === 'percent') return writer(locale, { ...digits, style: 'percent' });
  if (format === 'plain') return writer(locale, digits);
  return writer(locale, { ...digits, style: 'currency', currency: 'USD' });
}

function writer(locale: string | undefined, options: Intl.NumberFormatOptions) {
  const { format } = new Intl.NumberFormat(locale, options);
  return (value: number) => format(value);
}

/**
 * Whether a column's numbers identify something instead of counting it: 2025 and id 10482 have no
 * separators.
 */
export function isNaming(column: string): boolean {
  return /(?:^|_)(?:id|year|zip|postcode)$/i.test(column);
}
