import { describe, expect, test } from 'vitest';
import {
  draftOfAttribute,
  ownAttributes,
  readAttribute,
  withAttribute,
  withoutAttribute,
} from './attribute-draft.ts';

const typed = (kind: 'text' | 'number' | 'boolean', text: string, name = 'tenant') =>
  readAttribute({ name, isList: false, items: [{ key: 0, kind, text }] });

describe('what is no attribute says why', () => {
  test.each([
    ['', 'Enter a name.'],
    ['@name', 'Names that begin with “@” are reserved.'],
    ['__proto__', 'This name can’t be set by hand.'],
    ['a\tb', 'Remove the control characters.'],
    ['x'.repeat(256), 'Use at most 255 characters.'],
  ])('the name %j', (name, fault) => {
    expect(typed('text', 'a', name)).toEqual({ faults: { name: fault, items: {} } });
  });

  test.each([
    ['', 'Type a number.'],
    ['12 apples', 'Type a number, such as 12 or 3.5.'],
    ['0x10', 'Type a number, such as 12 or 3.5.'],
    ['NaN', 'Type a number, such as 12 or 3.5.'],
    ['9007199254740993', 'This number is too large to be kept exactly. Make it a text.'],
    ['1e999', 'This number is too large to be kept exactly. Make it a text.'],
  ])('the number %j', (text, fault) => {
    expect(typed('number', text)).toEqual({ faults: { items: { 0: fault } } });
  });

  test('in a list the very item is marked', () => {
    const draft = draftOfAttribute('sizes', [1, 2, 3]);
    const items = draft.items.map((item) => (item.key === 1 ? { ...item, text: 'two' } : item));
    expect(readAttribute({ ...draft, items })).toEqual({
      faults: { items: { 1: 'Type a number, such as 12 or 3.5.' } },
    });
  });
});

test.each([
  'text',
  '42',
  '  kept as it is ',
  42,
  -0.5,
  1e21,
  2 ** 53,
  true,
  false,
  ['1', 1, true, ''],
  [],
])('%j comes back from the form with its type', (value) => {
  expect(readAttribute(draftOfAttribute('tenant', value))).toEqual({ value });
});

test('only the administrator’s own are saved, under whatever name', () => {
  const own = ownAttributes({
    attributes: JSON.parse('{"tenant":"a","__proto__":7,"constructor":"theirs"}'),
    attributeSources: JSON.parse('{"tenant":"jwt","__proto__":"administrator"}'),
  });
  expect(JSON.stringify(own)).toBe('{"__proto__":7}');
  expect(JSON.stringify(withAttribute(own, 'x', [1]))).toBe('{"__proto__":7,"x":[1]}');
  expect(JSON.stringify(withAttribute(own, '__proto__', 8))).toBe('{"__proto__":8}');
  expect(withoutAttribute(own, '__proto__')).toEqual({});
});
