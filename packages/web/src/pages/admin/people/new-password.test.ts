import { expect, test } from 'vitest';
import { newPassword } from './new-password.ts';

test('a password that is made here can be read out, and no two are the same', () => {
  const made = Array.from({ length: 200 }, newPassword);
  for (const password of made)
    expect(password).toMatch(/^(?:[a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
  expect(new Set(made).size).toBe(200);
  expect(new Set(made.join('')).size).toBe(32);
});
