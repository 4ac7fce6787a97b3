import { describe, expect, test } from 'vitest';
import { isNestedDeeper } from './json-body.ts';

describe('isNestedDeeper', () => {
  test.each([
    ['[[]]', 2, false],
    ['[[]]', 1, true],
    ['{"a":{"b":[]}}', 2, true],
    ['[],[],[]', 1, false],
    ['[[],[],[]]', 2, false],
    ['"[[[["', 1, false],
    ['{"[[\\"[[":1}', 1, false],
    ['["\\\\",[[', 2, true],
    ['["\\', 1, false],
    ['"[', 0, false],
    ['', 0, false],
    ['[', 0, true],
  ])('of %j with limit %i is %s', (text, limit, expected) => {
    expect(isNestedDeeper(text, limit)).toBe(expected);
  });

  test('agrees with the depth of every value that JSON.parse accepts', () => {
    const nested = (depth: number) => `${'[{"a]":'.repeat(depth)}"\\"[{"${'}]'.repeat(depth)}`;
    for (let depth = 1; depth < 20; depth += 1) {
      JSON.parse(nested(depth));
      expect(isNestedDeeper(nested(depth), depth * 2)).toBe(false);
      expect(isNestedDeeper(nested(depth), depth * 2 - 1)).toBe(true);
    }
  });
});
