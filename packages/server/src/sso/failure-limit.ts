import { isIPv6 } from 'node:net';

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

/** An IPv6 address stands for its /64: that is what one subscriber has. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array<string>(zeros).fill('0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
