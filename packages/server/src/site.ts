import { isLoopback } from '@dashboard/contract';

/** The address of this Dashboard, from the settings and never from a request header. */
export interface Site {
  /** With the base path and a `/` at the end: `https://example.com/bi/`. */
  readonly address: string;
  readonly origin: string;
  /** Begins and ends with `/`. */
  readonly basePath: string;
  readonly isHttps: boolean;
}

/** @returns null if the text is not an http(s) address without user info, query and fragment */
export function readSite(text: string): Site | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return null;
  const basePath = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  if (!/^\/(?:[A-Za-z0-9._~-]+\/)*$/.test(basePath)) return null;
  return {
    address: url.origin + basePath,
    origin: url.origin,
    basePath,
    isHttps: url.protocol === 'https:',
  };
}

/** Whether browsers store `Secure` cookies of this site: it is on https, or on this machine. */
export function keepsSecureCookies({ isHttps, origin }: Site): boolean {
  return isHttps || isThisMachine(new URL(origin).hostname);
}

/** Loopback, or a name that browsers resolve to it without a DNS query (RFC 6761 §6.3). */
export function isThisMachine(hostname: string): boolean {
  return isLoopback(hostname) || hostname.endsWith('.localhost');
}
