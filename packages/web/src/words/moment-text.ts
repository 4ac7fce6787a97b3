const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** An instant in the viewer's locale and time zone, as it is written everywhere. */
export function momentText(time: string): string {
  return short.format(new Date(time));
}
