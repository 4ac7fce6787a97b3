import { momentText } from '../words/moment-text.ts';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** An instant in the viewer's locale and time zone, exact on hover. */
export function Moment({ time }: { readonly time: string }) {
  const date = new Date(time);
  return (
    <time dateTime={time} title={exact.format(date)}>
      {momentText(time)}
    </time>
  );
}
