const window = 10_000;
// A turn is four redirects and more, and browsers give up after twenty: the page must come before that.
const maxTurns = 4;
const maxKept = 10_000;

interface Turns {
  /** When each turn was answered, oldest first. */
  readonly answeredAt: readonly number[];
}

/**
 * Notices sign-ins that go round in circles because the browser keeps no cookies (S8). A turn is a
 * sign-in that succeeded for a browser without any cookie of ours; the next one counts only if it
 * arrived after that answer, so a hundred at once are no circle.
 */
export interface CircleGuard {
  /** @returns whether this would be one turn too many */
  isCircling(browser: CircleKey, arrivedAt: number): boolean;
  countTurn(browser: CircleKey, arrivedAt: number, answeredAt: number): void;
}

export interface CircleKey {
  readonly address: string;
  readonly userAgent: string;
  readonly email: string;
}

/** Kept in memory, bounded: the oldest are forgotten first. */
export function createCircleGuard(): CircleGuard {
  const turnsOf = new Map<string, Turns>();

  function recent(key: string, now: number): readonly number[] {
    return (turnsOf.get(key)?.answeredAt ?? []).filter((at) => at > now - window);
  }

  return {
    isCircling: (browser, arrivedAt) => recent(keyOf(browser), arrivedAt).length >= maxTurns,
    countTurn(browser, arrivedAt, answeredAt) {
      const key = keyOf(browser);
      const turns = recent(key, answeredAt);
      if ((turns.at(-1) ?? 0) > arrivedAt) return;
      turnsOf.delete(key);
      turnsOf.set(key, { answeredAt: [...turns, answeredAt] });
      const oldest = turnsOf.keys().next().value;
      if (turnsOf.size > maxKept && oldest !== undefined) turnsOf.delete(oldest);
    },
  };
}

function keyOf({ address, userAgent, email }: CircleKey): string {
  return JSON.stringify([address, userAgent, email]);
}
