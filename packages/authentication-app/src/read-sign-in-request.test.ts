import { describe, expect, test } from 'vitest';
import { readSignInRequest, signInRequestFields, signInRequestInputs } from './index.ts';

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const codeQuery =
  'response_type=code&client_id=dashboard&redirect_uri=http://localhost:3000/auth/sso';

describe('a sign-in request is refused', () => {
  test.each<[string, unknown, string]>([
    ['with no query', undefined, 'request_invalid'],
    ['with null for a query', null, 'request_invalid'],
    ['with a number for a query', 7, 'request_invalid'],
    [
      'with the whole request instead of its query',
      new Request('http://localhost:3535/login?state=s'),
      'request_invalid',
    ],
    ['with a form that is not awaited', Promise.resolve(new FormData()), 'request_invalid'],
    ['with return_to twice', 'return_to=/a&return_to=/b', 'parameter_invalid'],
    ['with state twice', { state: ['a', 'b'] }, 'parameter_invalid'],
    ['with state as an object', { state: { a: 'b' } }, 'parameter_invalid'],
    ['with a plain challenge', `code_challenge=${challenge}`, 'challenge_method_unsupported'],
    [
      'with a challenge of another method',
      `code_challenge=${challenge}&code_challenge_method=plain`,
      'challenge_method_unsupported',
    ],
    [
      'with a challenge that is too short',
      'code_challenge=abc&code_challenge_method=S256',
      'challenge_invalid',
    ],
    ['with a method and no challenge', 'code_challenge_method=S256', 'challenge_invalid'],
    ['for another answer than a code', 'response_type=token', 'response_type_unsupported'],
    ['for a code without redirect_uri', 'response_type=code&client_id=x', 'parameter_missing'],
    ['for a code without client_id', 'response_type=code&redirect_uri=x', 'parameter_missing'],
  ])('%s', (_what, query, code) => {
    expect(() => readSignInRequest(query)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a sign-in request is read', () => {
  const query = 'return_to=/question/1-superb-question&state=abc';
  const form = new FormData();
  form.set('return_to', '/question/1-superb-question');
  form.set('state', 'abc');

  test.each([
    ['an address', `http://localhost:3535/login?${query}#x`],
    ['a query', query],
    ['a query with its question mark', `?${query}`],
    ['a URL', new URL(`http://localhost:3535/login?${query}`)],
    ['URLSearchParams', new URLSearchParams(query)],
    ['FormData', form],
    ['what Express hands over', { return_to: '/question/1-superb-question', state: 'abc' }],
  ])('from %s', (_what, from) => {
    expect(readSignInRequest(from)).toEqual({
      returnTo: '/question/1-superb-question',
      state: 'abc',
      codeChallenge: null,
      codeRequest: null,
    });
  });

  test('as empty if the person started at the app', () => {
    const nothing = { returnTo: null, state: null, codeChallenge: null, codeRequest: null };
    expect(readSignInRequest({})).toEqual(nothing);
    expect(readSignInRequest('http://localhost:3535/login')).toEqual(nothing);
    expect(readSignInRequest({ return_to: ' ', state: '' })).toEqual(nothing);
  });

  test('again from the fields and the inputs of a form', () => {
    const request = readSignInRequest(
      `${codeQuery}&nonce=n&return_to=/a%26"><b>&state=s&code_challenge=${challenge}&code_challenge_method=S256`,
    );
    expect(request.codeRequest).toEqual({
      clientId: 'dashboard',
      redirectUri: 'http://localhost:3000/auth/sso',
      nonce: 'n',
    });
    expect(readSignInRequest(signInRequestFields(request))).toEqual(request);
    const inputs = signInRequestInputs(request);
    expect(inputs).toContain('name="return_to" value="/a&#38;&#34;&#62;&#60;b&#62;"');
    expect(inputs.match(/<input /g)).toHaveLength(8);
  });
});
