export interface PageRange {
  readonly page: number;
  readonly total: number;
  readonly perPage: number;
}

export function pageCount(total: number, perPage: number): number {
  return Math.max(1, Math.ceil(total / perPage));
}

/** "51–100 of 1,234", or only the number where it is all in sight. */
export function rangeWords({ page, total, perPage }: PageRange, locale?: string): string {
  const write = new Intl.NumberFormat(locale);
  if (total <= perPage && page === 1) return `${write.format(total)} in total`;
  const first = (page - 1) * perPage + 1;
  if (first > total) return `No entries on this page; ${write.format(total)} in total`;
  const last = Math.min(page * perPage, total);
  return `${write.format(first)}–${write.format(last)} of ${write.format(total)}`;
}
