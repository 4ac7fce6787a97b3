import { expect, test } from 'vitest';
import { personChanges } from './person-changes.ts';

const ada = { email: 'ada@example.com', firstName: 'Ada', lastName: null };

test('a new account has the values that the token has, and nothing is removed from it', () => {
  expect(personChanges(null, ada)).toEqual([
    { name: 'Email', from: null, to: 'ada@example.com' },
    { name: 'First name', from: null, to: 'Ada' },
  ]);
});

test('a known account has only what changes', () => {
  expect(personChanges(ada, ada)).toEqual([]);
  expect(personChanges(ada, { ...ada, firstName: 'Augusta', lastName: 'King' })).toEqual([
    { name: 'First name', from: 'Ada', to: 'Augusta' },
    { name: 'Last name', from: null, to: 'King' },
  ]);
});
