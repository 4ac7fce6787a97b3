import { describe, expect, test } from 'vitest';
import { createVerificationQueue, type QueueLimits } from './verification-queue.ts';

/** A queue of named verifications; `started` holds the names in the order they started. */
function newQueue(limits: Partial<QueueLimits> = {}) {
  const queue = createVerificationQueue({
    running: 1,
    waiting: 100,
    waitingPerGroup: 5,
    ...limits,
  });
  const started: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];

  function add(name: string, group: string, isKnown = false): void {
    const work = () => {
      started.push(name);
      return new Promise<true>((resolve) => ends.push(() => resolve(true)));
    };
    void queue.run({ isKnown, group }, work).then((done) => done ?? refused.push(name));
  }
  async function finish(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      ends.shift()?.();
      await settled();
    }
  }
  return { queue, started, refused, add, finish };
}

/** Lets the callbacks of resolved promises run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('W2 the queue of password verifications', () => {
  test('runs a limited number at a time, and the next one when one ends', async () => {
    const { started, add, finish } = newQueue({ running: 2 });
    for (const name of ['a', 'b', 'c', 'd']) add(name, name);
    await settled();
    expect(started).toEqual(['a', 'b']);
    await finish(1);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('continues after a verification that failed', async () => {
    const { queue } = newQueue();
    const member = { isKnown: false, group: 'network' };
    const failing = queue.run(member, () => Promise.reject(new TypeError('broken')));
    const next = queue.run(member, async () => 'verified');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('verified');
    expect(await queue.run(member, async () => 'verified')).toBe('verified');
  });

  test('has a place for a known browser while strangers occupy all of theirs', async () => {
    const { started, refused, add, finish } = newQueue({ waiting: 10 });
    for (let index = 0; index < 20; index += 1) add(`stranger ${index}`, `network ${index}`);
    add('owner', 'owner@example.com', true);
    await settled();
    expect(refused).toHaveLength(9);
    await finish(1);
    expect(started).toEqual(['stranger 0', 'owner']);
  });

  test('serves known browsers and strangers alternately', async () => {
    const { started, add, finish } = newQueue();
    add('first', 'network 0');
    for (const index of [1, 2, 3]) {
      add(`stranger ${index}`, `network ${index}`);
      add(`known ${index}`, `person ${index}`, true);
    }
    await finish(7);
    const pairs = [1, 2, 3].flatMap((index) => [`known ${index}`, `stranger ${index}`]);
    expect(started).toEqual(['first', ...pairs]);
  });

  test.each([false, true])('gives one group a few places only (known: %s)', async (isKnown) => {
    const { started, refused, add, finish } = newQueue({ waitingPerGroup: 2 });
    for (const name of ['a1', 'a2', 'a3', 'a4']) add(name, 'a', isKnown);
    add('b1', 'b', isKnown);
    await settled();
    expect(refused).toEqual(['a4']);
    await finish(2);
    add('a5', 'a', isKnown);
    await finish(3);
    expect(refused).toEqual(['a4']);
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'a5']);
  });
});
