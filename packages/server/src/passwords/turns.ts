/**
 * Limits how many expensive tasks run at a time, and how many wait. Argon2 needs a core and 19 MiB:
 * a flood of guesses must leave cores to people who sign in through JWT.
 */
export interface Turns {
  /** @returns what the work returns, or null if too many are waiting already */
  run<T>(work: () => Promise<T>): Promise<T | null>;
}

export function createTurns(atOnce: number, maxWaiting: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function myTurn(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function nextTurn(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(work) {
      if (running >= atOnce && waiting.length >= maxWaiting) return null;
      await myTurn();
      try {
        return await work();
      } finally {
        nextTurn();
      }
    },
  };
}
