import { randomFillSync } from 'node:crypto';

/** Asking the operating system costs more than what it gives: a page is fetched at once and used up bit by bit. */
const page = Buffer.alloc(4096);
let used = page.length;

/**
 * Fresh random bytes of the operating system's generator, each given out once.
 *
 * @param count at most 4,096
 */
export function randomBytesOnce(count: number): Buffer {
  if (used + count > page.length) {
    randomFillSync(page);
    used = 0;
  }
  const bytes = Buffer.from(page.subarray(used, used + count));
  page.fill(0, used, used + count);
  used += count;
  return bytes;
}
