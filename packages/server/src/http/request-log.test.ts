import { expect, test } from 'vitest';
import { withoutTokens } from './request-log.ts';

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJlbWFpbCI6ImEifQ.c2lnbmF0dXJlYQ';

test.each([
  [`/auth/sso/${token}`, '/auth/sso/(token)'],
  [`/go/${token}/x`, '/go/(token)/x'],
  [`/api/session/jwt=${token}`, '/api/session/jwt=(token)'],
  [`/${token.slice(0, 25)}`, '/(token)'],
  [`/auth/${token.replace('eyJ', 'eyA')}`, '/auth/(token)'],
  ['/question/1-superb-question', '/question/1-superb-question'],
  ['/assets/index-B3fnpgwP.js.map', '/assets/index-B3fnpgwP.js.map'],
])('F10 a path in the log contains no token: %s', (path, logged) => {
  expect(withoutTokens(path)).toBe(logged);
});
