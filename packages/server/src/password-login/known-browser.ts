import { randomBytes } from 'node:crypto';
import type { Seal } from '../secrets/seal.ts';

/** A browser that has signed in with a password before, and to which accounts (W2). */
export interface KnownBrowser {
  readonly id: string;
  /** The latest first. */
  readonly accountIds: readonly number[];
}

const maxAccounts = 5;

/** @returns what a sealed cookie says, or null */
export function openKnownBrowser(cookie: string | undefined, seal: Seal): KnownBrowser | null {
  const text = cookie === undefined ? null : seal.open('known browser', cookie);
  return text === null ? null : (JSON.parse(text) as KnownBrowser);
}

/** @returns the sealed cookie of a browser that has just signed in to an account */
export function sealKnownBrowser(
  known: KnownBrowser | null,
  accountId: number,
  seal: Seal,
): string {
  const others = (known?.accountIds ?? []).filter((id) => id !== accountId);
  const next: KnownBrowser = {
    id: known?.id ?? randomBytes(16).toString('base64url'),
    accountIds: [accountId, ...others].slice(0, maxAccounts),
  };
  return seal.close('known browser', JSON.stringify(next));
}
