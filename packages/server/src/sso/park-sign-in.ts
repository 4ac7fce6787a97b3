import { hash, randomBytes } from 'node:crypto';
import type { VerifiedToken } from '@dashboard/login-token';
import type { Database } from '../db/database.ts';
import type { JwtSource } from '../jwt-settings/jwt-source.ts';
import type { Seal } from '../secrets/seal.ts';
import {
  countOtherParked,
  deleteExpiredParked,
  findParked,
  takeParked,
  upsertParked,
} from './parked-store.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** What an app posted, waiting for the browser to come back with its own cookies (F9). */
export interface PostedAnswer {
  readonly token: string;
  readonly state: string | null;
  readonly returnTo: string | null;
  readonly notes: readonly string[];
}

/** A sign-in whose checks have passed, waiting for a click (F7). */
export interface SignInToConfirm {
  readonly verified: VerifiedToken;
  readonly returnPath: string;
  readonly attempt: SignInAttempt | null;
  /** The settings that it was checked under, as `proofOf` has them. */
  readonly proof: string;
  readonly notes: readonly string[];
}

interface Kinds {
  readonly posted: PostedAnswer;
  readonly 'to confirm': SignInToConfirm;
}

/** How many tokens one network may park in a minute without fetching them, and how often one token. */
const maxParkedPerMinute = 60;
const minute = 60_000;

export const parkedFor: Readonly<Record<keyof Kinds, number>> = {
  posted: 60_000,
  'to confirm': 5 * 60_000,
};

export interface ParkDeps {
  readonly database: Database;
  readonly seal: Seal;
}

export function parkDeps({
  database,
  jwt,
}: {
  readonly database: Database;
  readonly jwt: Pick<JwtSource, 'seal'>;
}): ParkDeps {
  return { database, seal: jwt.seal };
}

/** What is parked, and for whom. */
export interface Parking<K extends keyof Kinds> {
  readonly kind: K;
  readonly parked: Kinds[K];
  readonly verified: VerifiedToken;
  /** As `networkOf` has it. */
  readonly network: string;
}

/**
 * Parks a sign-in, encrypted, for a short while: one row for each token and kind. Deletes expired rows
 * first. A network that fetches what it parks has no limit, and one token that is sent again and again
 * takes no room from the others of its network.
 *
 * @returns the handle, 64 random bytes, base64url; only its hash is stored
 * @throws SignInRefused `too_many_attempts`
 */
export async function parkSignIn<K extends keyof Kinds>(
  { database, seal }: ParkDeps,
  { kind, parked, verified, network }: Parking<K>,
  now: number,
): Promise<string> {
  const handle = randomBytes(64).toString('base64url');
  const sealed = seal.close('parked sign-in', JSON.stringify(parked));
  const keptUntil = now + parkedFor[kind];
  const use_key = verified.useKeys[0] ?? '';
  const row = { handle_hash: hashOf(handle), kind, use_key, network, sealed };
  await database.transaction(async (tx) => {
    await deleteExpiredParked(tx, now);
    if ((await countOtherParked(tx, row, keptUntil - minute)) >= maxParkedPerMinute)
      throw tooManyParked('This network started too many sign-ins in a minute and finished none.');
    if ((await upsertParked(tx, { ...row, kept_until: keptUntil })) > maxParkedPerMinute)
      throw tooManyParked('This token was sent too often without finishing its sign-in.');
  });
  return handle;
}

function tooManyParked(detail: string): SignInRefused {
  return new SignInRefused('too_many_attempts', 'F9', detail, {
    retryAfterSeconds: minute / 1000,
  });
}

/** @returns what is parked under a handle, without taking it, or null */
export async function readParkedSignIn<K extends keyof Kinds>(
  { database, seal }: ParkDeps,
  kind: K,
  handle: string,
  now: number,
): Promise<Kinds[K] | null> {
  return opened(seal, await findParked(database.read, hashOf(handle), kind, now));
}

/** @returns what is parked under a handle, once */
export async function takeParkedSignIn<K extends keyof Kinds>(
  { database, seal }: ParkDeps,
  kind: K,
  handle: string,
  now: number,
): Promise<Kinds[K] | null> {
  return opened(
    seal,
    await database.transaction((tx) => takeParked(tx, hashOf(handle), kind, now)),
  );
}

function opened<T>(seal: Seal, sealed: string | null): T | null {
  const text = sealed === null ? null : seal.open('parked sign-in', sealed);
  return text === null ? null : (JSON.parse(text) as T);
}

function hashOf(handle: string): string {
  return hash('sha256', `parked sign-in ${handle}`, 'base64url');
}

export function nothingWaits(): SignInRefused {
  return new SignInRefused(
    'ticket_invalid',
    'F9',
    'No sign-in is waiting for this browser. It may have expired or been finished already.',
  );
}
