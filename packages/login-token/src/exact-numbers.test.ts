import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactNumbers } from './exact-numbers.ts';

const exactOf = (number: string) => exactNumbers(`{"claim":${number}}`).claim;

describe('the exact text of numbers', () => {
  test.each([
    '9007199254740993',
    '-9007199254740993',
    '765611980000000019',
    '0.1234567890123456789',
    '1e400',
    '-1e999',
    '1e-400',
    '12345678901234567890e-1',
    '36028797018963970',
    '1e23',
    '0.99999999999999999999',
  ])('is kept for %s, which a double cannot represent', (number) => {
    expect(exactOf(number)).toBe(number);
  });

  test.each([
    '0',
    '-0',
    '0.0',
    '0e999999999999999999999',
    '1',
    '1.50',
    '0.1',
    '100',
    '1e2',
    '1E+21',
    '1e-7',
    '9007199254740991',
    '9007199254740992',
    '9007199254740994',
    '"9007199254740993"',
    'true',
    'null',
  ])('is not needed for %s', (value) => {
    expect(exactOf(value)).toBeUndefined();
  });

  test('is kept in a list, with values that need none', () => {
    expect(exactOf('[1,"x",765611980000000019,false]')).toEqual([
      1,
      'x',
      '765611980000000019',
      false,
    ]);
  });

  test('is kept under a key that is called __proto__', () => {
    const exact = exactNumbers('{"__proto__":9007199254740993,"constructor":1}');
    expect(Object.entries(exact)).toEqual([['__proto__', '9007199254740993']]);
    expect(JSON.parse(JSON.stringify(exact))).toHaveProperty('__proto__', '9007199254740993');
  });

  test('is not needed for a fraction that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        fc.pre(!Number.isInteger(number));
        expect(exactOf(JSON.stringify(number))).toBeUndefined();
      }),
    );
  });

  test('is needed for exactly those integers that change as a number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (integer) => {
        const isHeld = BigInt(Number(integer)) === integer;
        expect(exactOf(`${integer}`)).toBe(isHeld ? undefined : `${integer}`);
      }),
    );
  });
});
