import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { relativeTime } from '../words/relative-time.ts';

/** An instant as people say it, with the exact one on hover. */
export function Ago({ time }: { readonly time: number | string }) {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 20_000, { autoInvoke: true });
  const date = new Date(time);
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
  return (
    <time dateTime={date.toISOString()} title={exact.format(date)}>
      {relativeTime(date.getTime(), Math.max(now, Date.now()))}
    </time>
  );
}
