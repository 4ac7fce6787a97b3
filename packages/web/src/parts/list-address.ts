import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

/** The farthest page that the API goes to, by fifties. */
const farthestPage = 20_000_000;

/** The page that an address names; the first where it names none that can be. */
export function pageOf(text: string | null): number {
  if (text === null || !/^[1-9]\d{0,8}$/.test(text)) return 1;
  return Math.min(Number(text), farthestPage);
}

/** An address after a change; with anything but the page itself one is on the first page again. */
export function changedAddress(
  current: URLSearchParams,
  changes: Readonly<Record<string, string>>,
): URLSearchParams {
  const next = new URLSearchParams(current);
  if (!('page' in changes)) next.delete('page');
  for (const [name, value] of Object.entries(changes)) {
    const goesUnsaid = value === '' || (name === 'page' && value === '1');
    if (goesUnsaid) next.delete(name);
    if (!goesUnsaid) next.set(name, value);
  }
  return next;
}

/** What a list shows lives in the address: a search, a filter, a page. Only pages are steps to go back by. */
export function useListAddress() {
  const [params, setParams] = useSearchParams();
  // Two changes before the next render must both be kept, and `setParams` only knows the last render.
  const latest = useRef(params);
  useEffect(() => {
    latest.current = params;
  }, [params]);
  const change = (changes: Readonly<Record<string, string>>) => {
    latest.current = changedAddress(latest.current, changes);
    setParams(latest.current, {
      replace: !('page' in changes),
      preventScrollReset: !('page' in changes),
    });
  };
  return {
    get: (name: string) => params.get(name) ?? '',
    page: pageOf(params.get('page')),
    change,
    onPage: (page: number) => change({ page: String(page) }),
  };
}
