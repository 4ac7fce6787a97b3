import type { ConfirmationPage, RefusalPage } from '@dashboard/contract';

/** What the server wrote into the page about a sign-in that was refused or waits for a click, or null. */
export function readRefusal(): RefusalPage | ConfirmationPage | null {
  const text = document.getElementById('refusal')?.textContent ?? '';
  return text.trim() === '' ? null : (JSON.parse(text) as RefusalPage | ConfirmationPage);
}
