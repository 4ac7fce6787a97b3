import type { RefusalPage } from '@dashboard/contract';

/** What the server wrote into the page about a refused sign-in, or null. */
export function readRefusal(): RefusalPage | null {
  const text = document.getElementById('refusal')?.textContent ?? '';
  return text.trim() === '' ? null : (JSON.parse(text) as RefusalPage);
}
