import { hash, randomBytes } from 'node:crypto';
import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Database, Tx } from '../../db/database.ts';
import type { ParkedSignInsTable, Schema } from '../../db/schema.ts';
import type { JwtSource } from '../../jwt-settings/jwt-source.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { SignInAttempt } from '../start/sign-in-attempt.ts';

/** What an app posted, until the browser comes back with its own cookies (F9). */
interface PostedToken {
  readonly token: string;
  readonly state: string | null;
  readonly returnTo: string | null;
  readonly notes: readonly string[];
}

/** A sign-in whose checks have passed, until the person confirms it (F7). */
export interface SignInToConfirm {
  readonly verified: VerifiedToken;
  readonly returnPath: string;
  readonly attempt: SignInAttempt | null;
  /** The settings that it was checked under, as `proofOf` has them. */
  readonly proof: string;
  readonly notes: readonly string[];
}

interface Kinds {
  readonly posted: PostedToken;
  readonly 'to confirm': SignInToConfirm;
}

/** How long a pending sign-in is kept, in milliseconds. */
export const pendingFor: Readonly<Record<keyof Kinds, number>> = {
  posted: 60_000,
  'to confirm': 5 * 60_000,
};

/** How many tokens of one network can be pending in a minute, and how often one token. */
const maxPerMinute = 60;
const minute = 60_000;

/** What pending sign-ins need of the server. */
export interface PendingDeps {
  readonly database: Database;
  readonly jwt: Pick<JwtSource, 'seal'>;
}

/** A sign-in to keep. */
export interface NewPending<K extends keyof Kinds> {
  readonly kind: K;
  readonly content: Kinds[K];
  readonly verified: VerifiedToken;
  /** As `networkOf` has it. */
  readonly network: string;
}

/**
 * Keeps a sign-in, encrypted, for a short time: one row for each token and kind. Deletes expired rows
 * first. A network that finishes its sign-ins has no limit, and one token that is sent again and again
 * leaves room for the others of its network.
 *
 * @returns the handle, 64 random bytes, base64url; only its hash is stored
 * @throws SignInRefused `too_many_attempts`
 */
export async function keepPending<K extends keyof Kinds>(
  { database, jwt }: PendingDeps,
  { kind, content, verified, network }: NewPending<K>,
  now: number,
): Promise<string> {
  const handle = randomBytes(64).toString('base64url');
  const row = {
    handle_hash: hashOf(handle),
    kind,
    use_key: verified.useKeys[0] ?? '',
    network,
    sealed: jwt.seal.close('parked sign-in', JSON.stringify(content)),
    kept_until: now + pendingFor[kind],
  };
  await database.transaction(async (tx) => {
    await deleteExpiredPending(tx, now);
    if ((await countOthers(tx, row)) >= maxPerMinute)
      throw tooMany('This network started too many sign-ins in a minute and finished none.');
    if ((await upsert(tx, row)) > maxPerMinute)
      throw tooMany('This token was sent too often without finishing its sign-in.');
  });
  return handle;
}

/** @returns the pending sign-in of a handle, which stays, or null */
export async function readPending<K extends keyof Kinds>(
  { database, jwt }: PendingDeps,
  kind: K,
  handle: string,
  now: number,
): Promise<Kinds[K] | null> {
  return decrypted(jwt, await find(database.read, kind, hashOf(handle), now));
}

/** @returns the pending sign-in of a handle, once */
export async function takePending<K extends keyof Kinds>(
  { database, jwt }: PendingDeps,
  kind: K,
  handle: string,
  now: number,
): Promise<Kinds[K] | null> {
  return decrypted(jwt, await database.transaction((tx) => take(tx, kind, hashOf(handle), now)));
}

/** The refusal of a handle that has no pending sign-in. */
export function nothingPending(): SignInRefused {
  return new SignInRefused(
    'ticket_invalid',
    'F9',
    'No sign-in is waiting for this browser. It may have expired or been finished already.',
  );
}

function tooMany(detail: string): SignInRefused {
  return new SignInRefused('too_many_attempts', 'F9', detail, {
    retryAfterSeconds: minute / 1000,
  });
}

function decrypted<T>({ seal }: PendingDeps['jwt'], encrypted: string | null): T | null {
  const text = encrypted === null ? null : seal.open('parked sign-in', encrypted);
  return text === null ? null : (JSON.parse(text) as T);
}

function hashOf(handle: string): string {
  return hash('sha256', `parked sign-in ${handle}`, 'base64url');
}

type NewRow = Omit<ParkedSignInsTable, 'times'>;

/**
 * Inserts the row, or replaces the one that the same token and kind has.
 *
 * @returns how often the token was kept, this time included
 */
async function upsert(tx: Tx, row: NewRow): Promise<number> {
  const { handle_hash, network, sealed, kept_until } = row;
  const { times } = await tx
    .insertInto('parked_sign_ins')
    .values({ ...row, times: 1 })
    .onConflict((c) =>
      c.columns(['use_key', 'kind']).doUpdateSet((eb) => ({
        handle_hash,
        network,
        sealed,
        kept_until,
        times: eb('parked_sign_ins.times', '+', 1),
      })),
    )
    .returning('times')
    .executeTakeFirstOrThrow();
  return times;
}

/** @returns how many other tokens of this kind the network has kept in the last minute */
async function countOthers(
  tx: Tx,
  { network, kind, use_key, kept_until }: NewRow,
): Promise<number> {
  const { count } = await tx
    .selectFrom('parked_sign_ins')
    .where('network', '=', network)
    .where('kind', '=', kind)
    .where('use_key', '!=', use_key)
    .where('kept_until', '>', kept_until - minute)
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function find(
  db: Kysely<Schema>,
  kind: keyof Kinds,
  handleHash: string,
  now: number,
): Promise<string | null> {
  const row = await db
    .selectFrom('parked_sign_ins')
    .where('handle_hash', '=', handleHash)
    .where('kind', '=', kind)
    .where('kept_until', '>', now)
    .select('sealed')
    .executeTakeFirst();
  return row?.sealed ?? null;
}

/** @returns what was kept, once: of two requests at the same moment one gets null */
async function take(
  tx: Tx,
  kind: keyof Kinds,
  handleHash: string,
  now: number,
): Promise<string | null> {
  const row = await tx
    .deleteFrom('parked_sign_ins')
    .where('handle_hash', '=', handleHash)
    .where('kind', '=', kind)
    .returning(['sealed', 'kept_until'])
    .executeTakeFirst();
  return row !== undefined && row.kept_until > now ? row.sealed : null;
}

/** Deletes pending sign-ins that have expired. */
export async function deleteExpiredPending(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('parked_sign_ins').where('kept_until', '<=', now).execute();
}
