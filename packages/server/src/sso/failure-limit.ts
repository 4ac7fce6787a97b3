import { networkOf } from '../network.ts';

const window = 60_000;
const maxFailures = 60;
const maxKept = 10_000;

/** Refused tokens by address, 60 a minute (section 11): beyond them the answer is 429 and writes nothing. */
export interface FailureLimit {
  /** @returns seconds to wait where this failure is one too many, or null */
  count(address: string, now: number): number | null;
}

interface Failures {
  readonly since: number;
  count: number;
}

/** Kept in memory, bounded: the oldest are forgotten first. */
export function createFailureLimit(): FailureLimit {
  const failuresOf = new Map<string, Failures>();
  return {
    count(address, now) {
      const key = networkOf(address);
      const known = failuresOf.get(key);
      if (known === undefined || known.since <= now - window) {
        failuresOf.delete(key);
        failuresOf.set(key, { since: now, count: 1 });
        const oldest = failuresOf.keys().next().value;
        if (failuresOf.size > maxKept && oldest !== undefined) failuresOf.delete(oldest);
        return null;
      }
      known.count += 1;
      return known.count > maxFailures ? Math.ceil((known.since + window - now) / 1000) : null;
    },
  };
}
