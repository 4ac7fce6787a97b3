import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopback } from '@dashboard/contract';
import { createOneTimeCode } from '../passwords/one-time-code.ts';

/**
 * The code that setup over HTTP requires. Where only this machine can reach the server there is none,
 * unless the environment sets one.
 *
 * @param options `HOST` and `DASHBOARD_SETUP_CODE`
 */
export function createSetupCode({
  host,
  setupCode,
}: {
  readonly host: string;
  readonly setupCode: string | null;
}): string | null {
  if (setupCode !== null) return setupCode;
  return isLoopback(host) ? null : createOneTimeCode();
}

/** Compares in constant time; white space around what a person pasted does not count. */
export function isSetupCode(typed: string, setupCode: string): boolean {
  return timingSafeEqual(digest(typed.trim()), digest(setupCode));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
