import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../db/database.ts';
import type { PasswordTriesTable, Schema } from '../db/schema.ts';
import { networkOf } from '../network.ts';
import { deleteTries, readTries, writeTries } from './password-tries-store.ts';

/** Failures count for fifteen minutes (W2). */
export const tryWindow = 15 * 60_000;
const firstWait = 15_000;

/** What is counted, and how many failures it may have before it slows down. */
export interface TryBucket {
  readonly bucket: string;
  readonly allowed: number;
}

/**
 * What a try counts against (W2): a browser that signed in to the account before has an allowance of
 * its own, so that nobody else can use up the rightful owner's; anybody else shares the e-mail's and
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
    { bucket: named('e-mail', typed), allowed: 5 },
    { bucket: named('network', networkOf(address)), allowed: 30 },
  ];
}

/**
 * Counts a try as failed before the password is looked at, so that a thousand at once can't all pass;
 * one that succeeds gives it back. In the database, so that it holds across restarts and servers.
 *
 * @returns seconds to wait where this is one too many, or null
 */
export async function countTry(
  database: Database,
  buckets: readonly TryBucket[],
  now: number,
): Promise<number | null> {
  return database.transaction(async (tx) => {
    await database.lock(tx, 'password tries');
    const rows = await readTries(
      tx,
      buckets.map(({ bucket }) => bucket),
    );
    const live = rows.filter(({ since }) => since > now - tryWindow);
    const waits = buckets.map(({ bucket, allowed }) =>
      waitOf(
        live.find((row) => row.bucket === bucket),
        allowed,
        now,
      ),
    );
    const wait = Math.max(...waits);
    if (wait > 0) return Math.ceil(wait / 1000);
    for (const { bucket } of buckets) {
      const row = live.find((known) => known.bucket === bucket);
      await writeTries(tx, {
        bucket,
        failures: (row?.failures ?? 0) + 1,
        since: row?.since ?? now,
        last_at: now,
      });
    }
    return null;
  });
}

/** A right password: the e-mail's and the browser's failures are forgotten, the network's try given back. */
export async function forgiveTries(
  tx: Kysely<Schema>,
  buckets: readonly TryBucket[],
): Promise<void> {
  const [own, network] = buckets;
  if (own !== undefined) await deleteTries(tx, [own.bucket]);
  if (network === undefined) return;
  const [row] = await readTries(tx, [network.bucket]);
  if (row !== undefined) await writeTries(tx, { ...row, failures: Math.max(0, row.failures - 1) });
}

/** Each failure past the allowance doubles the wait, up to the whole window. */
function waitOf(row: PasswordTriesTable | undefined, allowed: number, now: number): number {
  if (row === undefined || row.failures < allowed) return 0;
  const wait = Math.min(firstWait * 2 ** (row.failures - allowed), tryWindow);
  return Math.max(0, row.last_at + wait - now);
}

function named(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
