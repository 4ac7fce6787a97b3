const steps = [
  { unit: 'second', seconds: 1, below: 60 },
  { unit: 'minute', seconds: 60, below: 3600 },
  { unit: 'hour', seconds: 3600, below: 24 * 3600 },
  { unit: 'day', seconds: 24 * 3600, below: 7 * 24 * 3600 },
] as const;

/**
 * "2 minutes ago" for what is recent, the day for what isn't.
 *
 * @param time and `now` in milliseconds
 */
export function relativeTime(time: number, now: number, locale?: string): string {
  const seconds = (time - now) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 10) return 'just now';
  const step = steps.find(({ below }) => distance < below);
  if (step === undefined)
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(time);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return relative.format(Math.trunc(seconds / step.seconds), step.unit);
}
