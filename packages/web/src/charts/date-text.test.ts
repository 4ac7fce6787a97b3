import { describe, expect, test } from 'vitest';
import { datePrecision, dateTime, readableDate } from './date-text.ts';

describe('datePrecision', () => {
  test.each([
    '',
    '2025',
    '2025-13',
    '2025-00',
    '2025-01-32',
    '12-2025',
    '2025-01-01x',
    '202-01',
    'May',
    '2025-Q5',
    '2025-Q0',
  ])('takes %j for no date', (text) => {
    expect(datePrecision(text)).toBeNull();
  });

  test.each([
    ['2025-Q3', 'quarter'],
    ['2025-01', 'month'],
    ['2025-01-31', 'day'],
    ['2025-01-31 10:20', 'minute'],
    ['2025-01-31T10:20:30.123Z', 'minute'],
    ['2025-01-31T10:20:30+02:00', 'minute'],
  ])('reads %s with the precision %s', (text, precision) => {
    expect(datePrecision(text)).toBe(precision);
  });
});

describe('readableDate', () => {
  test.each([
    ['2025-Q3', 'Q3 2025'],
    ['2025-01', 'Jan 2025'],
    ['2025-01-31', 'Jan 31, 2025'],
    ['2025-02-03T09:05', 'Feb 3, 2025, 9:05 AM'],
    ['not a date', 'not a date'],
  ])('writes %s as %s', (text, written) => {
    expect(readableDate(text, 'en-US').replaceAll('\u202f', ' ')).toBe(written);
  });

  test('places a quarter at its first day', () => {
    expect(new Date(dateTime('2025-Q3'))).toEqual(new Date(2025, 6, 1));
  });

  test('keeps a month in its own month in every time zone', () => {
    expect(new Date(dateTime('2025-01')).getMonth()).toBe(0);
    expect(new Date(dateTime('2025-01')).getDate()).toBe(1);
  });
});
