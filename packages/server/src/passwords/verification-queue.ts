/** Who a verification is for. */
export interface QueueMember {
  /** A known browser or a session of the account: it never waits behind strangers. */
  readonly isKnown: boolean;
  /** Members of the same group share a few waiting places, such as those of one network. */
  readonly group: string;
}

export interface QueueLimits {
  readonly running: number;
  /** Of known members, and as many of unknown ones. */
  readonly waiting: number;
  readonly waitingPerGroup: number;
}

/**
 * Limits how many passwords are verified at a time, and how many verifications wait. Argon2 needs a
 * core and 19 MiB: a flood of guesses must leave cores to people who sign in through JWT. Known and
 * unknown members wait in separate lines, which are served alternately, so that strangers can't
 * take the places of known browsers.
 */
export interface VerificationQueue {
  /** @returns what the work returns, or null if too many are waiting already */
  run<T>(member: QueueMember, work: () => Promise<T>): Promise<T | null>;
}

export function createVerificationQueue(limits: QueueLimits): VerificationQueue {
  const [known, unknown] = [createLine(limits), createLine(limits)];
  let running = 0;
  let wasLastKnown = false;

  function startNext(): void {
    const [first, second] = wasLastKnown ? [unknown, known] : [known, unknown];
    const line = first.isEmpty() ? second : first;
    wasLastKnown = line === known;
    const start = line.takeNext();
    if (start === null) running -= 1;
    else start();
  }

  return {
    async run({ isKnown, group }, work) {
      if (running < limits.running) running += 1;
      else {
        const place = (isKnown ? known : unknown).wait(group);
        if (place === null) return null;
        await place;
      }
      try {
        return await work();
      } finally {
        startNext();
      }
    },
  };
}

/** The groups take turns; within a group the order is that of arrival. */
function createLine({ waiting, waitingPerGroup }: QueueLimits) {
  /** Only groups with waiting members. The group whose turn is next comes first. */
  const groups = new Map<string, (() => void)[]>();
  let size = 0;

  return {
    isEmpty: () => size === 0,

    /** @returns what resolves at the member's turn, or null if there is no place */
    wait(group: string): Promise<void> | null {
      const members = groups.get(group) ?? [];
      if (size >= waiting || members.length >= waitingPerGroup) return null;
      groups.set(group, members);
      size += 1;
      return new Promise((resolve) => members.push(resolve));
    },

    takeNext(): (() => void) | null {
      const [next] = groups;
      if (next === undefined) return null;
      const [group, members] = next;
      const start = members.shift() ?? null;
      size -= 1;
      groups.delete(group);
      if (members.length > 0) groups.set(group, members);
      return start;
    },
  };
}
