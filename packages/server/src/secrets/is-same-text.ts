import { timingSafeEqual } from 'node:crypto';

/** Compares two texts in a time that reveals only whether they have the same length. */
export function isSameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
