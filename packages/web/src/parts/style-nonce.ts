import { setNonce } from 'get-nonce';

/** The nonce that this page's policy allows styles with; the server writes a fresh one into every page. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** For what makes style elements without asking Mantine: the scroll lock behind dialogs. */
export function shareStyleNonce(): void {
  setNonce(styleNonce());
}
