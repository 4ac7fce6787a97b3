/** What another server or browser says, as a log can hold it: one line of at most 300 characters. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .toWellFormed()
    .slice(0, 300);
}
