/** @returns whether the host name means this very machine: `localhost`, 127.0.0.0/8 or `[::1]` */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/**
 * What is wrong with an address of the authentication app, or null: it is an absolute https address (http
 * on this machine) without user info or fragment, and not our own.
 *
 * @param siteAddress the site's own address, with a `/` at its end
 */
export function appAddressFault(text: string, siteAddress: string): string | null {
  const fault = addressFault(text);
  if (fault !== null) return fault;
  const [url, site] = [new URL(text), new URL(siteAddress)];
  if (url.origin === site.origin && `${url.pathname}/`.startsWith(site.pathname))
    return 'This is Dashboard’s own address; enter your app’s.';
  return null;
}

/** The same, be it our own. */
export function addressFault(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return 'This must be a full address, such as https://app.example.com/sign-in.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return 'The address can’t hold a user name or a password.';
  if (text.includes('#')) return 'The address can’t hold a fragment (#…).';
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'The address must begin with https:// (http:// is for this machine only).';
  return null;
}
