import { expect, test } from 'vitest';
import { readClaim } from './claims.ts';

test.each([
  ['email', { email: 1 }, 1],
  ['https://example.com/e.mail', { 'https://example.com/e.mail': 2 }, 2],
  ['a.b', { 'a.b': 3, a: { b: 4 } }, 3],
  ['a.b', { a: { b: 4 } }, 4],
  ['a.b.c', { a: { b: 4 } }, undefined],
  ['a.0', { a: ['x'] }, undefined],
  ['a.length', { a: 'text' }, undefined],
  ['toString', {}, undefined],
  ['__proto__', {}, undefined],
  ['constructor.name', {}, undefined],
  ['a.constructor', { a: {} }, undefined],
  ['a', { a: null }, null],
  ['a.b', { a: null }, undefined],
])('the claim %s of %j is %j', (key, claims, value) => {
  expect(readClaim(claims, key)).toBe(value);
});
