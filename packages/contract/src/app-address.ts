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
 * The error in an address of the authentication app for browsers, or null. It must be an absolute
 * https address without user info or fragment, and not our own. Plain http is accepted on this
 * machine and if the site's own address is http, as on an intranet.
 *
 * @param siteAddress the site's own address, with a `/` at its end
 */
export function appAddressFault(text: string, siteAddress: string): string | null {
  const fault = shapeFault(text) ?? ownAddressFault(text, siteAddress);
  if (fault !== null || new URL(siteAddress).protocol === 'http:') return fault;
  return plainHttpFault(text);
}

/**
 * The error in an address of the authentication app for Dashboard's own requests, or null: plain
 * http only on this machine (C4), and not our own.
 */
export function endpointAddressFault(text: string, siteAddress: string): string | null {
  return addressFault(text) ?? ownAddressFault(text, siteAddress);
}

/** The same, without the check for our own address. */
export function addressFault(text: string): string | null {
  return shapeFault(text) ?? plainHttpFault(text);
}

/** The warning about a valid address, or null. */
export function appAddressWarning(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'http:') return null;
  return isLoopback(hostname)
    ? 'This address works only in a browser on this machine.'
    : 'With http:// anyone on the network can read login tokens. Use https:// if you can.';
}

/** Whether an address is below the site's own. */
export function isOwnAddress(text: string, siteAddress: string): boolean {
  if (!URL.canParse(text)) return false;
  const [url, site] = [new URL(text), new URL(siteAddress)];
  return url.origin === site.origin && `${url.pathname}/`.startsWith(site.pathname);
}

function shapeFault(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return 'Enter a full address, such as https://app.example.com/sign-in.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return 'The address can’t contain a user name or a password.';
  if (text.includes('#')) return 'The address can’t contain a fragment (#…).';
  return null;
}

function plainHttpFault(text: string): string | null {
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'http:' || isLoopback(hostname)) return null;
  return 'The address must begin with https://. On this machine, http:// is accepted too.';
}

function ownAddressFault(text: string, siteAddress: string): string | null {
  return isOwnAddress(text, siteAddress)
    ? 'This is Dashboard’s own address. Enter the address of your app.'
    : null;
}
