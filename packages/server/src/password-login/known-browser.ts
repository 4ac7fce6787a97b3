import { hash, randomBytes } from 'node:crypto';
import type { AccountRow } from '../db/schema.ts';
import type { Seal } from '../secrets/seal.ts';

/** A browser that has signed in with a password before, with the accounts (W2). */
export interface KnownBrowser {
  readonly id: string;
  readonly sealedAt: number;
  /** The latest first. */
  readonly accounts: readonly KnownAccount[];
}

interface KnownAccount {
  readonly id: number;
  /** Identifies the password of that sign-in: after a password change no browser is known. */
  readonly password: string;
}

type Account = Pick<AccountRow, 'id' | 'password_hash'>;

const maxAccounts = 5;
/** Seconds that a browser is known: the maximum lifetime of a cookie in browsers. */
export const knownFor = 400 * 24 * 3600;

/** @returns the content of an encrypted cookie, or null */
export function openKnownBrowser(
  cookie: string | undefined,
  seal: Seal,
  now: number,
): KnownBrowser | null {
  const text = cookie === undefined ? null : seal.open('known browser', cookie);
  if (text === null) return null;
  const known = JSON.parse(text) as KnownBrowser;
  return known.sealedAt > now - knownFor * 1000 ? known : null;
}

/**
 * @returns the browser's id if it has signed in to this account with the current password, or null
 */
export function idWhereKnown(known: KnownBrowser | null, account: Account): string | null {
  if (known === null) return null;
  const password = fingerprintOf(account);
  const isKnown = known.accounts.some((one) => one.id === account.id && one.password === password);
  return isKnown ? known.id : null;
}

/** @returns the encrypted cookie of a browser that has just signed in to an account */
export function sealKnownBrowser(
  known: KnownBrowser | null,
  account: Account,
  seal: Seal,
  now: number,
): string {
  const others = (known?.accounts ?? []).filter(({ id }) => id !== account.id);
  const latest = { id: account.id, password: fingerprintOf(account) };
  const next: KnownBrowser = {
    id: known?.id ?? randomBytes(16).toString('base64url'),
    sealedAt: now,
    accounts: [latest, ...others].slice(0, maxAccounts),
  };
  return seal.close('known browser', JSON.stringify(next));
}

function fingerprintOf({ password_hash: passwordHash }: Account): string {
  return hash('sha256', `known browser ${passwordHash}`, 'base64url').slice(0, 16);
}
