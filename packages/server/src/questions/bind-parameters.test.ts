import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindParameters, isCalendarDate, readParameters } from './bind-parameters.ts';

const bind = (sql: string, values: Record<string, unknown> = {}) =>
  bindParameters(sql, new Map(Object.entries(values)) as never);

describe('a question’s SQL', () => {
  test.each([
    'select 1; select 2',
    'select 1; drop table x',
    "select ';'; select 2",
    'select 1;;select 2',
  ])('is refused as more than one statement: %s', (sql) =>
    expect(() => bind(sql)).toThrow(expect.objectContaining({ code: 'query_failed' })),
  );

  test.each(['select 1 [[ + 1', 'select 1 ]]', 'select 1 [[ + [[ 1 ]] ]]', 'select [[ 1; ]]'])(
    'is refused if an optional part has no end, or is inside another: %s',
    (sql) => expect(() => bind(sql)).toThrow(expect.objectContaining({ code: 'query_failed' })),
  );

  test('is refused if it names a parameter that the question lacks', () => {
    expect(() => bind('select {{constructor}}')).toThrow('“constructor”');
    expect(() => bind('select 1 [[ + {{x}} ]]')).toThrow('“x”');
  });

  test.each([
    ['select 1;', 'select 1'],
    ['select 1; -- done', 'select 1'],
    ["select ';{{x}}'", "select ';{{x}}'"],
    ['select "{{x}}", `;`, [a;b]', 'select "{{x}}", `;`, [a;b]'],
    ["select 'it''s {{x}}' -- {{x}} ; [[\n+ 1", "select 'it''s {{x}}' -- {{x}} ; [[\n+ 1"],
    ['select /* {{x}} ; */ 1', 'select /* {{x}} ; */ 1'],
    ["select 'open {{x}}", "select 'open {{x}}"],
  ])('does not change quotes and comments: %s', (sql, expected) => {
    expect(bind(sql)).toEqual({ sql: expected, values: [] });
  });

  test('binds each value in its place, a list as several, an empty one as null', () => {
    expect(
      bind('select {{a}}, {{ b }} where c in ({{c}}) and d = {{d}}', {
        a: 'x',
        b: 2,
        c: ['p', 'q'],
        d: null,
      }),
    ).toEqual({
      sql: 'select ?, ? where c in (?, ?) and d = null',
      values: ['x', 2, 'p', 'q'],
    });
  });

  test('drops an optional part when a parameter inside it is empty, and keeps it otherwise', () => {
    const sql = 'select 1 where true [[and a >= {{from}}]] [[and b in ({{c}})]]';
    expect(bind(sql, { from: '', c: [] }).sql.trim()).toBe('select 1 where true');
    expect(bind(sql, { from: '2025-01-01', c: ['x'] })).toEqual({
      sql: 'select 1 where true and a >= ? and b in (?)',
      values: ['2025-01-01', 'x'],
    });
  });

  test('never contains a value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
        (a, list) => {
          const bound = bind('select {{a}} where b in ({{list}})', { a, list });
          expect(bound.sql).toBe(`select ? where b in (${list.map(() => '?').join(', ')})`);
          expect(bound.values).toEqual([a, ...list]);
        },
      ),
    );
  });
});

describe('parameters', () => {
  const parameters = [
    { name: 'from', type: 'date' },
    { name: 'count', type: 'number', required: true },
    { name: 'word', type: 'text', default: 'all' },
    { name: 'names', type: 'list' },
  ] as const;

  test.each([
    [{}, { count: 'This is required.' }],
    [{ count: '3' }, { count: 'This must be a number.' }],
    [{ count: 1, from: '2025-02-30' }, { from: 'This must be a date such as 2025-12-31.' }],
    [{ count: 1, from: '2025-1-1' }, { from: 'This must be a date such as 2025-12-31.' }],
    [{ count: 1, word: 7 }, { word: 'This must be text.' }],
    [{ count: 1, names: 'a' }, { names: 'This must be a list.' }],
    [
      { count: 1, other: 1, toString: 'x' },
      {
        other: 'The question has no such parameter.',
        toString: 'The question has no such parameter.',
      },
    ],
    [
      JSON.parse('{"count": 1, "__proto__": 1}'),
      JSON.parse('{"__proto__": "The question has no such parameter."}'),
    ],
  ])('%j are refused, each named', (given, fields) => {
    expect(() => readParameters(parameters, given as never)).toThrow(
      expect.objectContaining({ code: 'validation_failed', fields }),
    );
  });

  test('use their defaults if nothing is given, and null if the value is empty', () => {
    expect(Object.fromEntries(readParameters(parameters, { count: 0, from: '' }))).toEqual({
      count: 0,
      from: '',
      word: 'all',
      names: null,
    });
    expect(readParameters(parameters, { count: 1, word: null }).get('word')).toBeNull();
  });

  test.each([
    ['2024-02-29', true],
    ['2025-02-29', false],
    ['2025-13-01', false],
    ['2025-00-10', false],
    ['20250-01-01', false],
  ])('know whether %s is a day', (text, isDay) => {
    expect(isCalendarDate(text)).toBe(isDay);
  });
});
