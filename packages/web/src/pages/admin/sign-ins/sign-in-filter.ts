import type { SignInLogQuery } from '@dashboard/contract';

/** What the address asks for; what it can't mean is left out. */
export function signInFilter(
  get: (name: string) => string,
): Pick<SignInLogQuery, 'outcome' | 'code' | 'email' | 'reference'> {
  const outcome = get('outcome');
  const about = get('about').trim();
  const isReference = /^[0-9a-z]{4}-[0-9a-z]{4}$/i.test(about);
  return {
    ...((outcome === 'signed_in' || outcome === 'refused') && { outcome }),
    ...(get('code') !== '' && { code: get('code').slice(0, 60) }),
    ...(about !== '' && (isReference ? { reference: about } : { email: about.slice(0, 254) })),
  };
}
