import type { ConfirmationPage, RefusalPage } from '@dashboard/contract';
import { siteUrl } from '../../api/site-url.ts';

/** What the server wrote into the page about a sign-in that was refused or is to be confirmed, or null. */
export function readRefusal(): RefusalPage | ConfirmationPage | null {
  const text = document.getElementById('refusal')?.textContent ?? '';
  return text.trim() === '' ? null : (JSON.parse(text) as RefusalPage | ConfirmationPage);
}

/**
 * Takes tokens, codes and states out of the address bar, where people copy addresses from (F10). What
 * stays is the address that starts the sign-in again, so that reloading the page does that.
 */
export function hideAnswer({ retryPath }: RefusalPage): void {
  const address = retryPath === null ? window.location.pathname : siteUrl(retryPath);
  window.history.replaceState(null, '', address);
}
