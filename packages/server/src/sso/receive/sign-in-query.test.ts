import { describe, expect, test } from 'vitest';
import { parametersIn, refuseAnswerWithoutToken, tokenMissing } from './sign-in-query.ts';

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJlbWFpbCI6ImEifQ.c2lnbmF0dXJl';

describe('an answer without a token', () => {
  test.each<[string, Record<string, unknown>]>([
    ['state', { state: 'x' }],
    ['a blank state', { state: '', return_to: '/' }],
    ['a token under another name', { token: 'x' }],
    ['a parameter in capitals', { JWT: token }],
    ['a token under any name', { anything: token }],
    ['a token as a name', { [`${token}=`]: '' }],
    ['a token in a name', { [`jwt=${token}`]: '' }],
  ])('is refused with %s', (_what, query) => {
    expect(() => refuseAnswerWithoutToken(query)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', reason: 'token_missing' }),
    );
  });

  test.each<[Record<string, unknown>]>([
    [{}],
    [{ return_to: '/question/1' }],
    [{ redirect: '/', utm_source: 'mail' }],
  ])('is no start: %j', (query) => {
    expect(() => refuseAnswerWithoutToken(query)).not.toThrow();
  });

  test('names the parameters that came, in one line of bounded length, and no token', () => {
    expect(tokenMissing(['token', 'state']).detail).toBe(
      'The answer has no “jwt”, “code” or “error”. Parameters that came: “token”, “state”.',
    );
    expect(tokenMissing([]).detail).toContain('came: none.');
    const many = Array.from({ length: 1000 }, (_, index) => `${index}${'x'.repeat(1000)}\n\u202e`);
    expect(tokenMissing(many).detail.length).toBeLessThan(600);
    expect(tokenMissing(many).detail).not.toMatch(/[\n\u202e]/);
    for (const name of [token, `jwt=${token}`, `jwt ${token.slice(0, 30)}`, `x/${token}`])
      expect(tokenMissing([name]).detail).toContain('came: (a token without a name).');
  });
});

test('F9 reads only the parameters that are known from a form, however many it has', () => {
  const form = new URLSearchParams(
    Array.from({ length: 16_000 }, (_, index) => [index.toString(36), '']),
  );
  form.append('jwt', 'a');
  form.append('state', 'b');
  form.append('state', 'c');
  expect(parametersIn(form)).toEqual({ jwt: 'a', state: ['b', 'c'] });
});
