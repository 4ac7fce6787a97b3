/** A column's name as a person would write it: `order_count` becomes `Order count`. */
export function readableName(column: string): string {
  const words = column.replaceAll('_', ' ').trim();
  return words === '' ? column : words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
