import { expect, test } from 'vitest';
import { signInFilter } from './sign-in-filter.ts';

test.each([
  ['', {}],
  ['outcome=refused&code=token_expired', { outcome: 'refused', code: 'token_expired' }],
  ['outcome=nonsense', {}],
  ['from=2026-02-30&to=soon', {}],
  ['from=2026-02-01', { from: new Date(2026, 1, 1).toISOString() }],
  ['about=ada@example.com', { email: 'ada@example.com' }],
  ['about=7k3f-92qd', { reference: '7k3f-92qd' }],
])('the address ?%s asks for %j', (address, filter) => {
  const params = new URLSearchParams(address);
  expect(signInFilter((name) => params.get(name) ?? '')).toEqual(filter);
});
