import { setBounded } from '../../set-bounded.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';

const window = 10_000;
// A turn is four redirects and more, and browsers give up after twenty: the page must come before that.
const maxTurns = 4;
const maxKept = 10_000;

interface Turns {
  /** When each turn was answered, oldest first. */
  readonly answeredAt: readonly number[];
}

/**
 * Detects redirect loops of browsers that keep no cookies (S8). A turn is a sign-in that succeeded for a
 * browser without any cookie of ours. The next one counts only if it arrived after that response, so a
 * hundred at once are no loop.
 */
export interface RedirectLoopGuard {
  /** @returns whether this would be one turn too many */
  isLooping(browser: LoopingBrowser, arrivedAt: number): boolean;
  countTurn(browser: LoopingBrowser, arrivedAt: number, answeredAt: number): void;
}

/** Tells browsers without cookies apart. */
export interface LoopingBrowser {
  readonly address: string;
  readonly userAgent: string;
  readonly email: string;
}

/** Kept in memory, bounded: the oldest are dropped first. */
export function createRedirectLoopGuard(): RedirectLoopGuard {
  const turnsOf = new Map<string, Turns>();

  function recent(key: string, now: number): readonly number[] {
    return (turnsOf.get(key)?.answeredAt ?? []).filter((at) => at > now - window);
  }

  return {
    isLooping: (browser, arrivedAt) => recent(keyOf(browser), arrivedAt).length >= maxTurns,
    countTurn(browser, arrivedAt, answeredAt) {
      const key = keyOf(browser);
      const turns = recent(key, answeredAt);
      if ((turns.at(-1) ?? 0) > arrivedAt) return;
      setBounded(turnsOf, maxKept, [key, { answeredAt: [...turns, answeredAt] }]);
    },
  };
}

/** @throws SignInRefused `cookies_blocked` */
export function refuseRedirectLoop(
  guard: RedirectLoopGuard,
  browser: LoopingBrowser,
  arrivedAt: number,
): void {
  if (!guard.isLooping(browser, arrivedAt)) return;
  throw new SignInRefused(
    'cookies_blocked',
    'S8',
    'The browser keeps no cookies, so every sign-in ends at the next one.',
  );
}

function keyOf({ address, userAgent, email }: LoopingBrowser): string {
  return JSON.stringify([address, userAgent, email]);
}
