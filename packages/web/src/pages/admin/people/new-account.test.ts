import { expect, test } from 'vitest';
import { emailFault, newAccountOf } from './new-account.ts';

const draft = { email: ' ada@example.com ', firstName: ' ', lastName: ' Byron ', password: '' };

test.each([
  ['', 'Type their e-mail address.'],
  ['ada', 'Type a whole e-mail address.'],
  ['ada @example.com', 'Type a whole e-mail address.'],
  [' ada@example.com ', null],
])('says of the e-mail address %j: %s', (email, fault) => {
  expect(emailFault({ ...draft, email })).toBe(fault);
});

test('what is empty isn’t sent, and a password is taken as it was typed', () => {
  expect(newAccountOf(draft)).toEqual({ email: 'ada@example.com', lastName: 'Byron' });
  const password = ' with blanks around ';
  expect(newAccountOf({ ...draft, password })).toMatchObject({ password });
});
