import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '@dashboard/contract';
import { createOneTimeCode } from '../passwords/one-time-code.ts';
import { isThisMachine, type Site } from '../site.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: { readonly httpVersion: string };
}

/** The environment's values about who can reach the server. */
export interface Reach {
  readonly host: string;
  readonly trustProxy: false | number | readonly string[];
  /** `DASHBOARD_SETUP_CODE`, or null. */
  readonly setupCode: string | null;
}

/**
 * The code that setup over HTTP requires of every request that can come from another machine.
 *
 * Wrong codes are not limited: a random code has 99 bits and a configured one at least 16
 * characters, so guessing is hopeless, while a limit would let attackers keep the owner out.
 */
export interface SetupCode {
  /**
   * The code to print at the start, or null if the environment sets it or not every request needs
   * one.
   */
  readonly printed: string | null;
  /** Whether this request needs the code; to be called only while setup is open. */
  isRequiredBy(request: Received): boolean;
  /** Compares in constant time; white space around a pasted code is ignored. */
  isRight(typed: string): boolean;
}

/**
 * Every request needs the code if other machines can reach the server: by `HOST`, by the site
 * address, or through a trusted proxy. Otherwise a request needs it if a proxy on this machine
 * passed it on, or if it names another host, as after DNS rebinding.
 *
 * @param onPassedOn called once, with a random code that was not printed, when a request first
 * needs it
 */
export function createSetupCode(
  { host, setupCode, trustProxy }: Reach,
  site: Site,
  onPassedOn: (code: string) => void,
): SetupCode {
  const code = setupCode ?? createOneTimeCode();
  const isAlwaysRequired =
    setupCode !== null ||
    trustProxy !== false ||
    !isLoopback(host) ||
    !isThisMachine(new URL(site.address).hostname);
  let isLogged = false;
  return {
    printed: isAlwaysRequired && setupCode === null ? code : null,
    isRequiredBy(request) {
      if (isAlwaysRequired) return true;
      if (!isPassedOn(request) && namesThisMachine(request)) return false;
      if (!isLogged) onPassedOn(code);
      isLogged = true;
      return true;
    },
    isRight: (typed) => timingSafeEqual(digest(typed.trim()), digest(code)),
  };
}

/**
 * Whether a proxy passed the request on. It says so in a header, or it uses HTTP/1.0, as nginx does
 * without settings; browsers don't.
 */
function isPassedOn({ headers, raw }: Received): boolean {
  if (raw.httpVersion === '1.0') return true;
  return Object.keys(headers).some(
    (name) => name.startsWith('x-forwarded-') || ['forwarded', 'via', 'x-real-ip'].includes(name),
  );
}

function namesThisMachine({ headers }: Received): boolean {
  const named = URL.parse(`http://${headers.host ?? ''}`);
  return named !== null && isThisMachine(named.hostname);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
