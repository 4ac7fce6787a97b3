/**
 * Where a person may be sent after signing in (`docs/sso-protocol.md`, F1). The server and the web
 * app's router decide with this one function, so neither can be led off the site.
 */

/** The longest address kept, in characters after serialisation. */
export const maxReturnPathLength = 2048;

const control = /[\u0000-\u001f\u007f-\u009f]/u;
const invisible =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]/u;
const ownStart = /^\/(?!\/)/;
const fullAddress = /^https?:\/\/[A-Za-z0-9.\-[\]:]+(?:[/?#]|$)/i;
const offSitePath = /^\/(?:\/|%2f|%5c)/i;

/**
 * Reads a return address as it arrived (once percent-decoded by the query parser).
 *
 * @param value what the other side sent; undefined, blank, `undefined` and `null` mean none
 * @param siteAddress the site's own address, with its base path and a `/` at the end
 * @returns a path on this site with query and fragment, `null` where none was given,
 *   or `'invalid'` where it is no destination
 */
export function readReturnPath(
  value: string | undefined,
  siteAddress: string,
): string | null | 'invalid' {
  if (value === undefined || isNone(value)) return null;
  return ownPath(value, new URL(siteAddress)) ?? 'invalid';
}

/** The handle `/go/<base64url>` that carries a destination through apps that don't encode (S2). */
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

function ownPath(value: string, site: URL): string | null {
  if (invisible.test(value) || !hasSoundEscapes(value)) return null;
  if (!ownStart.test(value) && !fullAddress.test(value)) return null;
  const parsed = parse(value, site);
  if (parsed === null || parsed.origin !== site.origin) return null;
  if (parsed.username !== '' || parsed.password !== '') return null;
  const rebuilt = parsed.pathname + parsed.search + parsed.hash;
  // Taking the path out of `/..//evil.test` leaves `//evil.test`: what is sent is judged, not what came.
  if (offSitePath.test(rebuilt) || parse(rebuilt, site)?.origin !== site.origin) return null;
  const handleLimit = rebuilt.startsWith(`${site.pathname}go/`)
    ? maxReturnPathLength * 2
    : maxReturnPathLength;
  if (rebuilt.length > handleLimit) return null;
  return isDestination(parsed.pathname, site.pathname) ? rebuilt : null;
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

/** Every `%` begins an escape, the bytes are UTF-8, and none stands for a control character. */
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
 * What a return path is sent as (S2): one of unreserved characters and `/` goes as it is, anything else
 * as a handle `<base path>go/<base64url>`, which every authentication app can echo unharmed.
 */
export function wrapPath(path: string, siteAddress: string): string {
  if (/^[A-Za-z0-9._~/-]+$/.test(path)) return path;
  const bytes = new TextEncoder().encode(path);
  const base64 = btoa(String.fromCharCode(...bytes));
  const handle = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${new URL(siteAddress).pathname}go/${handle}`;
}
