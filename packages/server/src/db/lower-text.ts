/** In lower case, with one sigma: which one it becomes depends on what follows. */
export function lowerText(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
