import { hash } from 'node:crypto';
import type { Database, Tx } from '../db/database.ts';
import { networkOf, wideNetworkOf } from '../network.ts';
import type { QueueMember, VerificationQueue } from '../passwords/verification-queue.ts';
import { setBounded } from '../set-bounded.ts';
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
/** The `Retry-After`, in seconds, while too many passwords are being verified. */
const busyWait = 5;
/**
 * How long, in milliseconds, a bucket that must wait is refused without asking the database again.
 */
const rememberedFor = 2_000;
const maxRemembered = 10_000;

/** A bucket, and how many failures it can have before it must wait. */
interface TryBucket {
  readonly bucket: string;
  readonly allowed: number;
}

/** What an attempt counts against, and in whose places it waits. */
export interface Attempt {
  readonly buckets: readonly TryBucket[];
  readonly member: QueueMember;
}

export interface TryLimit {
  /**
   * Verifies a password, unless there were too many attempts. Each attempt counts as failed before
   * the verification, so that a thousand at once can't all pass. `forgiveTries` subtracts a
   * successful one.
   */
  try(
    attempt: Attempt,
    isRight: () => Promise<boolean>,
    now: number,
  ): Promise<{ readonly isRight: boolean } | { readonly waitSeconds: number }>;
}

/**
 * An attempt to sign in (W2). A browser that signed in to the account before has its own allowance
 * and waits in the account's own places, so that others can't use up the owner's. Every other
 * browser shares the allowances of the email and of the network, and the network's places.
 *
 * @param email as typed
 */
export function attemptOf(email: string, address: string, knownBrowser: string | null): Attempt {
  const typed = email.trim().toLowerCase();
  if (knownBrowser !== null)
    return {
      buckets: [{ bucket: named('browser', knownBrowser, typed), allowed: 5 }],
      member: { isKnown: true, group: typed },
    };
  return {
    buckets: [
      { bucket: named('email', typed), allowed: 5 },
      { bucket: named('network', networkOf(address)), allowed: 30 },
    ],
    member: { isKnown: false, group: wideNetworkOf(address) },
  };
}

/**
 * Counts attempts in the database, so that the counts survive restarts and apply to all servers. A
 * flood causes few queries: few attempts are verified at a time, and a wait is cached for a moment.
 */
export function createTryLimit(database: Database, queue: VerificationQueue): TryLimit {
  const remembered = new Map<string, { readonly until: number; readonly askAgainAt: number }>();

  function remember(bucket: string, until: number, now: number): void {
    const known = { until, askAgainAt: Math.min(until, now + rememberedFor) };
    setBounded(remembered, maxRemembered, [bucket, known]);
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
    async try({ buckets, member }, isRight, now) {
      const waits = buckets.flatMap(({ bucket }) => remembered.get(bucket) ?? []);
      const untils = waits.filter(({ askAgainAt }) => askAgainAt > now).map(({ until }) => until);
      if (untils.length > 0) return { waitSeconds: secondsUntil(Math.max(...untils), now) };
      const result = await queue.run(member, async () => {
        const waitSeconds = await count(buckets, now);
        return waitSeconds === null ? { isRight: await isRight() } : { waitSeconds };
      });
      return result ?? { waitSeconds: busyWait };
    },
  };
}

/**
 * After a right password: resets the failures of the email and the browser, and subtracts the
 * network's attempt.
 */
export async function forgiveTries(tx: Tx, { buckets: [own, network] }: Attempt): Promise<void> {
  if (own !== undefined) await deleteTries(tx, own.bucket);
  if (network !== undefined) await giveTryBack(tx, network.bucket);
}

/** Undoes the counting of the earlier buckets. */
class TooSoon extends Error {
  readonly bucket: string;
  readonly until: number;
  constructor(bucket: string, until: number) {
    super('too many tries');
    this.bucket = bucket;
    this.until = until;
  }
}

/** Always email before network: two attempts never wait for each other's rows. */
async function countAll(tx: Tx, buckets: readonly TryBucket[], now: number): Promise<void> {
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
