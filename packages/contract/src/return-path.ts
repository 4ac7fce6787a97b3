/**
 * Validates the return path after sign-in (`docs/sso-protocol.md`, F1). The server and the web
 * app's router use this one function, so neither can be led off the site.
 */

/** The maximum length of an address, in characters after serialisation. */
export const maxReturnPathLength = 2048;

const control = /[\u0000-\u001f\u007f-\u009f]/u;
const invisible =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]/u;
const ownStart = /^\/(?!\/)/;
const fullAddress = /^https?:\/\/[A-Za-z0-9.\-[\]:]+(?:[/?#]|$)/i;
const offSitePath = /^\/(?:\/|%2f|%5c)/i;

/**
 * Reads a received return address (once percent-decoded by the query parser).
 *
 * @param value the received text; undefined, blank, `undefined` and `null` mean none
 * @param siteAddress the site's own address, with its base path and a `/` at the end
 * @returns a path on this site with query and fragment, `null` if none was given, or `'invalid'` if
 * it is not allowed
 */
export function readReturnPath(
  value: string | undefined,
  siteAddress: string,
): string | null | 'invalid' {
  if (value === undefined || isNone(value)) return null;
  const path = ownPath(value, new URL(siteAddress));
  return path === null || path === 'too long' ? 'invalid' : path;
}

/** A return address, read as far as possible. */
export interface LenientReturnPath {
  /** A path on this site, or null if none was given or none could be read. */
  readonly path: string | null;
  /** The error in the value, or null. */
  readonly flaw: 'too long' | 'without base path' | 'unreadable' | null;
}

/**
 * Reads a return address that an authentication app may have damaged. An address that is too long
 * loses its query (S1), and a path without the base path gets it (F1). A value that is not an
 * address of this site, and names no other origin either, counts as none (F1): `question/1`, an
 * address that was encoded twice, an invalid escape.
 *
 * @param value as in `readReturnPath`
 * @returns `'invalid'` if the value names another origin, hides characters or is not allowed
 */
export function readReturnPathLeniently(
  value: string | undefined,
  siteAddress: string,
): LenientReturnPath | 'invalid' {
  if (value === undefined || isNone(value)) return { path: null, flaw: null };
  const site = new URL(siteAddress);
  const path = ownPath(value, site);
  if (path === 'too long') {
    const shorter = ownPath(value.split(/[?#]/, 1)[0] ?? '', site);
    return { path: shorter === 'too long' ? null : shorter, flaw: 'too long' };
  }
  if (path !== null) return { path, flaw: null };
  const moved = pathUnderBase(value, site);
  if (moved !== null) return { path: moved, flaw: 'without base path' };
  return isUnreadable(value, site) ? { path: null, flaw: 'unreadable' } : 'invalid';
}

/** The handle `/go/<base64url>` that keeps a destination intact in apps that don't encode (S2). */
export function unwrapHandle(path: string, siteAddress: string): string | 'invalid' | null {
  const { pathname } = new URL(siteAddress);
  const prefix = `${pathname}go/`;
  if (!path.startsWith(prefix)) return null;
  const inner = decodeBase64Url(path.slice(prefix.length));
  if (inner === null) return 'invalid';
  const target = readReturnPath(inner, siteAddress);
  return target === null || target.startsWith(prefix) ? 'invalid' : target;
}

function isNone(value: string): boolean {
  const text = value.trim();
  return text === '' || text === 'undefined' || text === 'null';
}

function ownPath(value: string, site: URL): string | null | 'too long' {
  if (invisible.test(value) || !hasSoundEscapes(value)) return null;
  if (!ownStart.test(value) && !fullAddress.test(value)) return null;
  const parsed = parse(value, site);
  if (parsed === null || parsed.origin !== site.origin) return null;
  if (parsed.username !== '' || parsed.password !== '') return null;
  const rebuilt = parsed.pathname + parsed.search + parsed.hash;
  // Resolving `/..//evil.test` gives `//evil.test`: validate the result, not the input.
  if (offSitePath.test(rebuilt) || parse(rebuilt, site)?.origin !== site.origin) return null;
  const handleLimit = rebuilt.startsWith(`${site.pathname}go/`)
    ? maxReturnPathLength * 2
    : maxReturnPathLength;
  if (!isDestination(parsed.pathname, site.pathname)) return null;
  return rebuilt.length > handleLimit ? 'too long' : rebuilt;
}

/** The path that a link without the site's base path most likely means: `/question/1` → `/bi/question/1`. */
function pathUnderBase(value: string, site: URL): string | null {
  if (site.pathname === '/' || !ownStart.test(value) || invisible.test(value)) return null;
  const parsed = parse(value, site);
  if (parsed === null || parsed.origin !== site.origin || offSitePath.test(parsed.pathname))
    return null;
  if (`${parsed.pathname}/`.startsWith(site.pathname)) return null;
  const { pathname, search, hash } = parsed;
  const path = ownPath(site.pathname.slice(0, -1) + pathname + search + hash, site);
  return path === 'too long' ? null : path;
}

/** Whether a value can't be read as an address at all, neither of this site nor of another (F1). */
function isUnreadable(value: string, site: URL): boolean {
  const isAddress = ownStart.test(value) || fullAddress.test(value);
  if (isAddress && hasSoundEscapes(value)) return false;
  return decodings(value).every((text) => !invisible.test(text) && !namesOrigin(text, site));
}

/** The value, and what further decoding makes of it: an app may have encoded it several times. */
function decodings(value: string): string[] {
  const texts = [value];
  for (let text = value; texts.length < 5; texts.push(text)) {
    try {
      const decoded = decodeURIComponent(text);
      if (decoded === text) break;
      text = decoded;
    } catch {
      break;
    }
  }
  return texts;
}

/** Whether a browser, or an app that handles addresses carelessly, could leave this site with it. */
function namesOrigin(text: string, site: URL): boolean {
  const value = text.trim();
  // `localhost:3000/question/1`: this site without its scheme.
  if (value === site.host || value.startsWith(`${site.host}/`)) return false;
  const parsed = parse(value, site);
  if (parsed === null || parsed.origin !== site.origin || parsed.username !== '') return true;
  if (/^[a-z][a-z0-9+.-]*:/i.test(value) && !fullAddress.test(value)) return true;
  return parsed.pathname.startsWith('//') || (value.startsWith('/') && offSitePath.test(value));
}

function isDestination(pathname: string, basePath: string): boolean {
  if (pathname !== basePath.slice(0, -1) && !pathname.startsWith(basePath)) return false;
  const decoded = decodeURIComponent(pathname).toLowerCase();
  const first = decoded
    .slice(basePath.length)
    .split(/[/\\]/)
    .find((part) => part !== '');
  return first !== 'auth' && first !== 'api';
}

/** Every `%` begins an escape, the bytes are UTF-8, and none is a control character. */
function hasSoundEscapes(value: string): boolean {
  try {
    return !control.test(decodeURIComponent(value));
  } catch {
    return false;
  }
}

function parse(value: string, base: URL): URL | null {
  return URL.canParse(value, base) ? new URL(value, base) : null;
}

function decodeBase64Url(text: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The form in which a return path is sent (S2): one of unreserved characters and `/` unchanged,
 * anything else as a handle `<base path>go/<base64url>`, which every authentication app can return
 * undamaged.
 */
export function wrapPath(path: string, siteAddress: string): string {
  if (/^[A-Za-z0-9._~/-]+$/.test(path)) return path;
  const bytes = new TextEncoder().encode(path);
  const base64 = btoa(String.fromCharCode(...bytes));
  const handle = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${new URL(siteAddress).pathname}go/${handle}`;
}
