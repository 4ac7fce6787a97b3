import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { networkOf } from '../network.ts';
import type { Turns } from '../passwords/turns.ts';
import {
  countTry,
  deleteTries,
  giveTryBack,
  type TryRule,
  waitsUntil,
} from './password-tries-store.ts';

/** Failures count for fifteen minutes (W2). */
export const tryWindow = 15 * 60_000;
const rule: TryRule = { window: tryWindow, firstWait: 15_000, doublings: 6 };
/** Seconds that somebody waits who comes while too many passwords are being checked already. */
const busyWait = 5;
/** For so long, in milliseconds, a bucket that must wait is refused without asking the database again. */
const rememberedFor = 2_000;
const maxRemembered = 10_000;

/** What is counted, and how many failures it may have before it slows down. */
export interface TryBucket {
  readonly bucket: string;
  readonly allowed: number;
}

export interface TryLimit {
  /**
   * Looks at a password, unless there were too many tries. Each counts as failed before it is looked
   * at, so that a thousand at once can't all pass; one that succeeds is given back by `forgiveTries`.
   */
  try(
    buckets: readonly TryBucket[],
    isRight: () => Promise<boolean>,
    now: number,
  ): Promise<{ readonly isRight: boolean } | { readonly waitSeconds: number }>;
}

/**
 * What a try counts against (W2): a browser that signed in to the account before has an allowance of
 * its own, so that nobody else can use up the rightful owner's; anybody else shares the email's and
 * the network's.
 *
 * @param email as typed
 */
export function bucketsOf(
  email: string,
  address: string,
  knownBrowser: string | null,
): readonly TryBucket[] {
  const typed = email.trim().toLowerCase();
  if (knownBrowser !== null) return [{ bucket: named('browser', knownBrowser, typed), allowed: 5 }];
  return [
    { bucket: named('email', typed), allowed: 5 },
    { bucket: named('network', networkOf(address)), allowed: 30 },
  ];
}

/**
 * Counts tries in the database, so that they hold across restarts and servers. A flood is kept off it:
 * few look at a time, and who must wait is remembered for a moment.
 */
export function createTryLimit(database: Database, turns: Turns): TryLimit {
  const remembered = new Map<string, { readonly until: number; readonly askAgainAt: number }>();

  function remember(bucket: string, until: number, now: number): void {
    remembered.delete(bucket);
    remembered.set(bucket, { until, askAgainAt: Math.min(until, now + rememberedFor) });
    const oldest = remembered.keys().next().value;
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  async function count(buckets: readonly TryBucket[], now: number): Promise<number | null> {
    try {
      await database.transaction((tx) => countAll(tx, buckets, now));
      return null;
    } catch (error) {
      if (!(error instanceof TooSoon)) throw error;
      remember(error.bucket, error.until, now);
      return secondsUntil(error.until, now);
    }
  }

  return {
    async try(buckets, isRight, now) {
      const waits = buckets.flatMap(({ bucket }) => remembered.get(bucket) ?? []);
      const untils = waits.filter(({ askAgainAt }) => askAgainAt > now).map(({ until }) => until);
      if (untils.length > 0) return { waitSeconds: secondsUntil(Math.max(...untils), now) };
      const result = await turns.run(async () => {
        const waitSeconds = await count(buckets, now);
        return waitSeconds === null ? { isRight: await isRight() } : { waitSeconds };
      });
      return result ?? { waitSeconds: busyWait };
    },
  };
}

/** A right password: the email's and the browser's failures are forgotten, the network's try given back. */
export async function forgiveTries(
  tx: Kysely<Schema>,
  [own, network]: readonly TryBucket[],
): Promise<void> {
  if (own !== undefined) await deleteTries(tx, own.bucket);
  if (network !== undefined) await giveTryBack(tx, network.bucket);
}

/** Undoes the counting of the buckets before. */
class TooSoon extends Error {
  readonly bucket: string;
  readonly until: number;
  constructor(bucket: string, until: number) {
    super('too many tries');
    this.bucket = bucket;
    this.until = until;
  }
}

/** Email before network, always: two tries never wait for each other's rows. */
async function countAll(
  tx: Kysely<Schema>,
  buckets: readonly TryBucket[],
  now: number,
): Promise<void> {
  for (const one of buckets) {
    if (await countTry(tx, one, rule, now)) continue;
    throw new TooSoon(one.bucket, await waitsUntil(tx, one, rule));
  }
}

function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}

function named(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
