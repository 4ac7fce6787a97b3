import { networkOf } from '../../network.ts';
import { setBounded } from '../../set-bounded.ts';

const window = 60_000;
const maxFailures = 60;
const maxKept = 10_000;

/** Refused tokens by address, 60 a minute (section 11): beyond them the answer is 429 and writes nothing. */
export interface FailureLimit {
  /** @returns seconds to wait where this failure is one too many, or null */
  count(address: string, now: number): number | null;
  /** @returns seconds to wait where the next failure would be one too many, or null */
  wait(address: string, now: number): number | null;
  /** Takes back one failure that was counted at an instant, if its minute isn't over. */
  takeBack(address: string, countedAt: number, now: number): void;
}

interface Failures {
  readonly since: number;
  count: number;
}

/** Kept in memory, bounded: the oldest are forgotten first. */
export function createFailureLimit(): FailureLimit {
  const failuresOf = new Map<string, Failures>();

  /** Of the window that is open. */
  function recent(key: string, now: number): Failures | null {
    const known = failuresOf.get(key);
    return known !== undefined && known.since > now - window ? known : null;
  }

  const secondsLeft = ({ since }: Failures, now: number) =>
    Math.ceil((since + window - now) / 1000);

  return {
    wait(address, now) {
      const known = recent(networkOf(address), now);
      return known !== null && known.count >= maxFailures ? secondsLeft(known, now) : null;
    },
    takeBack(address, countedAt, now) {
      const known = recent(networkOf(address), now);
      if (known !== null && known.since <= countedAt && known.count > 0) known.count -= 1;
    },
    count(address, now) {
      const key = networkOf(address);
      const known = recent(key, now);
      if (known === null) {
        setBounded(failuresOf, maxKept, [key, { since: now, count: 1 }]);
        return null;
      }
      known.count += 1;
      return known.count > maxFailures ? secondsLeft(known, now) : null;
    },
  };
}
