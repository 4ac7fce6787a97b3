import type { ResultTable } from '@dashboard/contract';

const [narrowest, widest, sampled] = [88, 420, 200];
/** The width of a digit in the table's font, and the cell's padding with space for the sort icon. */
const [characterPixels, paddingPixels] = [8.2, 44];

/**
 * Width of each column in pixels, from the header and the first rows: fixed, because only some of
 * the rows exist at a time and columns that grow while scrolling are hard to read.
 */
export function columnWidths(
  headers: readonly string[],
  rows: ResultTable['rows'],
  write: (row: ResultTable['rows'][number], column: number) => string,
): number[] {
  const sample = rows.slice(0, sampled);
  return headers.map((header, column) => {
    const longest = sample.reduce(
      (most, row) => Math.max(most, write(row, column).length),
      header.length,
    );
    return Math.round(
      Math.min(widest, Math.max(narrowest, longest * characterPixels + paddingPixels)),
    );
  });
}
