const quarterShape = /^(\d{4})-Q([1-4])$/;
const shape =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;

export type DatePrecision = 'quarter' | 'month' | 'day' | 'minute';

/**
 * The precision of a date as text (`2025-Q1`, `2025-01`, `2025-01-31`, `2025-01-31T10:00`), or null
 * for any other text.
 */
export function datePrecision(text: string): DatePrecision | null {
  if (quarterShape.test(text)) return 'quarter';
  const match = shape.exec(text);
  if (match === null || Number(match[2]) > 12 || Number(match[2]) < 1) return null;
  if (match[3] === undefined) return 'month';
  if (Number(match[3]) > 31 || Number(match[3]) < 1) return null;
  return match[4] === undefined ? 'day' : 'minute';
}

/**
 * Milliseconds of a date as text. Months and days are in the viewer's own time zone, not UTC, so
 * that January stays January west of Greenwich.
 */
export function dateTime(text: string): number {
  const precision = datePrecision(text);
  if (precision === 'quarter') {
    return new Date(Number(text.slice(0, 4)), (Number(text.slice(6)) - 1) * 3).getTime();
  }
  if (precision === 'month') return new Date(`${text}-01T00:00`).getTime();
  if (precision === 'day') return new Date(`${text}T00:00`).getTime();
  return new Date(text.replace(' ', 'T')).getTime();
}

const styles: Record<Exclude<DatePrecision, 'quarter'>, Intl.DateTimeFormatOptions> = {
  month: { year: 'numeric', month: 'short' },
  day: { year: 'numeric', month: 'short', day: 'numeric' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
};

/** Creating a format costs far more than using it, and a table can have a hundred thousand cells. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(
  precision: keyof typeof styles,
  locale: string | undefined,
): Intl.DateTimeFormat {
  const key = `${precision} ${locale ?? ''}`;
  const kept = formats.get(key) ?? new Intl.DateTimeFormat(locale, styles[precision]);
  formats.set(key, kept);
  return kept;
}

/** A date as text, in the viewer's own format; other text is returned unchanged. */
export function readableDate(text: string, locale?: string): string {
  const precision = datePrecision(text);
  if (precision === null) return text;
  if (precision === 'quarter') return `${text.slice(5)} ${text.slice(0, 4)}`;
  const time = dateTime(text);
  return Number.isNaN(time) ? text : formatFor(precision, locale).format(time);
}
