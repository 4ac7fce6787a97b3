import type { NumberFormat, ResultTable } from '@dashboard/contract';

/** More digits are noise, unless the value would be lost without them. */
const [usual, forSmallValues] = [2, 6];

/** The number of digits after the point in a column, the same for all of its rows. */
export function fractionDigits(
  rows: ResultTable['rows'],
  column: number,
  format: NumberFormat,
): number {
  const values = rows.map((row) => row[column]).filter((value) => typeof value === 'number');
  if (values.every(Number.isInteger)) return 0;
  if (format === 'currency') return 2;
  if (format === 'percent') return 1;
  const isTiny = values.some((value) => value !== 0 && Math.abs(value) < 0.01);
  const most = isTiny ? forSmallValues : usual;
  return values.reduce((digits, value) => Math.max(digits, digitsOf(value, most)), 0);
}

function digitsOf(value: number, most: number): number {
  const fraction = value.toFixed(most).split('.')[1] ?? '';
  return fraction.replace(/0+$/, '').length;
}
