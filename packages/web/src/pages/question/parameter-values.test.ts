import type { Parameter } from '@dashboard/contract';
import { describe, expect, test } from 'vitest';
import { parametersIn, shownTexts, withParameter } from './parameter-values.ts';

const parameters: Parameter[] = [
  { name: 'from', type: 'date', default: '2024-01-01' },
  { name: 'least', type: 'number' },
  { name: 'state', type: 'list' },
  { name: 'q', type: 'text' },
];
const [from, least, state] = parameters as [Parameter, Parameter, Parameter];

describe('parametersIn', () => {
  test('leaves out what the address does not name, and what is no parameter', () => {
    expect(parametersIn(new URLSearchParams('view=table&utm=x'), parameters)).toEqual({});
  });

  test('reads every type', () => {
    const search = new URLSearchParams('from=2025-01-01&least=1.5&state=new&state=paid&q=a%20b');
    expect(parametersIn(search, parameters)).toEqual({
      from: '2025-01-01',
      least: 1.5,
      state: ['new', 'paid'],
      q: 'a b',
    });
  });

  test('hands on a number that is none, so that the server can say so', () => {
    expect(parametersIn(new URLSearchParams('least=many'), parameters)).toEqual({ least: 'many' });
    expect(parametersIn(new URLSearchParams('least=%20'), parameters)).toEqual({ least: ' ' });
  });

  test('sends a name without a value as empty, so that its default stays out', () => {
    expect(parametersIn(new URLSearchParams('from=&state='), parameters)).toEqual({
      from: '',
      state: [],
    });
  });
});

describe('withParameter', () => {
  test('changes one parameter and keeps everything else', () => {
    const next = withParameter(new URLSearchParams('view=table&least=1&utm=x'), least, ['20']);
    expect(next.toString()).toBe('view=table&utm=x&least=20');
  });

  test('writes a list as the name repeated', () => {
    expect(withParameter(new URLSearchParams('state=a'), state, ['b', 'c']).toString()).toBe(
      'state=b&state=c',
    );
  });

  test('remembers that a default was taken out, and only then', () => {
    expect(withParameter(new URLSearchParams('from=2025-01-01'), from, []).toString()).toBe(
      'from=',
    );
    expect(withParameter(new URLSearchParams('least=1'), least, ['']).toString()).toBe('');
  });
});

test('shows the default until the address says otherwise', () => {
  expect(shownTexts(new URLSearchParams(), from)).toEqual(['2024-01-01']);
  expect(shownTexts(new URLSearchParams('from='), from)).toEqual([]);
  expect(shownTexts(new URLSearchParams('from=2025-02-02'), from)).toEqual(['2025-02-02']);
});
