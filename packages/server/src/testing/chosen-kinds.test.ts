import { describe, expect, test } from 'vitest';
import { chosenKinds } from './chosen-kinds.ts';

describe('TEST_DATABASES', () => {
  test('refuses a kind that does not exist', () => {
    expect(() => chosenKinds('sqlite,mysql')).toThrow('not mysql');
  });

  test.each([
    [undefined, ['sqlite', 'postgres']],
    ['', ['sqlite', 'postgres']],
    ['sqlite', ['sqlite']],
    [' postgres , sqlite ', ['sqlite', 'postgres']],
  ])('%j runs the tests on %j', (value, kinds) => {
    expect(chosenKinds(value)).toEqual(kinds);
  });
});
