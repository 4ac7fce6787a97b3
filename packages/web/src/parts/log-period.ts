import type { SignInLogQuery } from '@dashboard/contract';

/** A day that exists, as a date field has it; years before 1000 are unfinished typing. */
export function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * The instants of a range of days in the viewer's time zone: from the start of the first day to the
 * end of the last. A text that isn't a day sets no limit.
 *
 * @param from the first day, `YYYY-MM-DD`
 * @param to the last day, `YYYY-MM-DD`
 */
export function periodOf(from: string, to: string): Pick<SignInLogQuery, 'from' | 'to'> {
  return {
    ...(isDay(from) && { from: startOf(from, 0) }),
    ...(isDay(to) && { to: startOf(to, 1) }),
  };
}

function startOf(day: string, daysLater: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
