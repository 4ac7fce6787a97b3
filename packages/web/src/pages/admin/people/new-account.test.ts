import { expect, test } from 'vitest';
import { emailFault, newAccountOf } from './new-account.ts';

const draft = { email: ' ada@example.com ', firstName: ' ', lastName: ' Byron ', password: '' };

test.each([
  ['', 'Enter the email address.'],
  ['ada', 'Enter a complete email address.'],
  ['ada @example.com', 'Enter a complete email address.'],
  [' ada@example.com ', null],
])('the email address %j has the fault: %s', (email, fault) => {
  expect(emailFault({ ...draft, email })).toBe(fault);
});

test('empty fields are not sent, and a password is sent unchanged', () => {
  expect(newAccountOf(draft)).toEqual({ email: 'ada@example.com', lastName: 'Byron' });
  const password = ' with blanks around ';
  expect(newAccountOf({ ...draft, password })).toMatchObject({ password });
});
