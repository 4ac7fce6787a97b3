import type { SignInLogQuery } from '@dashboard/contract';
import { periodOf } from '../../../parts/log-period.ts';

/** The filter in the page's address; invalid parts are left out. */
export function signInFilter(
  get: (name: string) => string,
): Pick<SignInLogQuery, 'outcome' | 'code' | 'email' | 'reference' | 'from' | 'to'> {
  const outcome = get('outcome');
  const about = get('about').trim();
  const isReference = /^[0-9a-z]{4}-[0-9a-z]{4}$/i.test(about);
  return {
    ...((outcome === 'signed_in' || outcome === 'refused') && { outcome }),
    ...(get('code') !== '' && { code: get('code').slice(0, 60) }),
    ...periodOf(get('from'), get('to')),
    ...(about !== '' && (isReference ? { reference: about } : { email: about.slice(0, 254) })),
  };
}
