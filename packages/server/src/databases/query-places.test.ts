import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultQueryLimits } from './query-limits.ts';
import { createQueryPlaces } from './query-places.ts';

const busy = { code: 'too_many_queries', retryAfterSeconds: 5 };
const canceled = { code: 'query_timeout', message: 'The query was canceled.' };

/** Slots with named queries; `started` holds the names in the order they got a slot. */
function newPlaces(limits: Partial<typeof defaultQueryLimits> = {}) {
  const places = createQueryPlaces({ ...defaultQueryLimits, ...limits });
  onTestFinished(() => places.close());
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  function take(name: string, accountId: number, database = 'sales', signal?: AbortSignal) {
    const place = places.take(database, accountId, signal ?? new AbortController().signal);
    const taken = place.then((giveBack) => {
      started.push(name);
      ends.set(name, giveBack);
    });
    taken.catch(() => undefined);
    return taken;
  }
  async function finish(name: string) {
    ends.get(name)?.();
    await settled();
  }
  return { places, started, take, finish };
}

/** Lets the callbacks of resolved promises run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the slots of queries', () => {
  test('Q4 one person runs at most three queries at the same time', async () => {
    const { started, take, finish } = newPlaces();
    for (const name of ['a1', 'a2', 'a3', 'a4']) void take(name, 1);
    await settled();
    expect(started).toEqual(['a1', 'a2', 'a3']);
    await finish('a2');
    expect(started).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('Q4 one person with three slow queries does not make another person wait', async () => {
    const { started, take } = newPlaces();
    for (const name of ['a1', 'a2', 'a3', 'a4']) void take(name, 1);
    await take('b1', 2);
    expect(started).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  test.each([2, 3])('Q4 one person never occupies all of %i slots', async (placesPerDatabase) => {
    const { started, take } = newPlaces({ placesPerDatabase });
    for (const name of ['a1', 'a2', 'a3']) void take(name, 1);
    await take('b1', 2);
    expect(started).toHaveLength(placesPerDatabase);
  });

  test('Q4 slow queries on one database do not make a query on another database wait', async () => {
    const { started, take } = newPlaces();
    for (const accountId of [1, 2, 3, 4, 5]) void take(`slow ${accountId}`, accountId);
    await settled();
    expect(started).toHaveLength(4);
    await take('other', 6, 'stock');
    expect(started).toContain('other');
  });

  test('Q4 a person with three queries on one database waits on every other database too', async () => {
    const { started, take, finish } = newPlaces();
    for (const name of ['a1', 'a2', 'a3']) void take(name, 1);
    void take('other', 1, 'stock');
    await settled();
    expect(started).not.toContain('other');
    await finish('a1');
    expect(started).toContain('other');
  });

  test('Q4 a free slot goes to the person with the fewest running queries', async () => {
    const { started, take, finish } = newPlaces();
    for (const name of ['a1', 'a2']) void take(name, 1);
    void take('c1', 3);
    void take('b1', 2);
    void take('a3', 1);
    void take('b2', 2);
    await settled();
    // The last turn was b1's, but two queries of the first person still run.
    await finish('b1');
    expect(started.at(-1)).toBe('b2');
  });

  test('Q4 people with equally many running queries take turns', async () => {
    const { started, take, finish } = newPlaces({ placesPerDatabase: 1 });
    for (const name of ['a1', 'a2', 'a3']) void take(name, 1);
    for (const name of ['b1', 'b2']) void take(name, 2);
    void take('c1', 3);
    await settled();
    for (let count = 1; count < 6; count += 1) await finish(started.at(-1) ?? '');
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  test('Q4 more than ten waiting queries of one person are refused, and those of other people are not', async () => {
    const { take } = newPlaces();
    for (let count = 0; count < 13; count += 1) void take(`a${count}`, 1);
    await expect(take('one too many', 1)).rejects.toMatchObject(busy);
    await expect(take('b1', 2)).resolves.toBeUndefined();
  });

  test('Q4 the waiting queries of one person are counted on all databases together', async () => {
    const { take } = newPlaces({ waitingPerPerson: 1 });
    for (const name of ['a1', 'a2', 'a3', 'a4']) void take(name, 1);
    await expect(take('one too many', 1, 'stock')).rejects.toMatchObject(busy);
  });

  test('Q4 a query that waits longer than one query may run is refused', async () => {
    const { started, take, finish } = newPlaces({ placesPerDatabase: 1, maxWait: 20 });
    await take('a1', 1);
    await expect(take('b1', 2)).rejects.toMatchObject(busy);
    await finish('a1');
    await take('b2', 2);
    expect(started).toEqual(['a1', 'b2']);
  });

  test('Q3 a canceled query leaves the queue', async () => {
    const { started, take, finish } = newPlaces({ placesPerDatabase: 1 });
    const gone = new AbortController();
    await take('a1', 1);
    const waiting = take('b1', 2, 'sales', gone.signal);
    void take('b2', 2);
    gone.abort();
    await expect(waiting).rejects.toMatchObject(canceled);
    await expect(take('b3', 2, 'sales', gone.signal)).rejects.toMatchObject(canceled);
    await finish('a1');
    expect(started).toEqual(['a1', 'b2']);
  });

  test('that are closed cancel the waiting queries and refuse new ones', async () => {
    const { places, take } = newPlaces({ placesPerDatabase: 1 });
    await take('a1', 1);
    const waiting = [take('a2', 1), take('b1', 2), take('b2', 2)];
    places.close();
    for (const query of waiting) await expect(query).rejects.toMatchObject(canceled);
    await expect(take('b3', 2)).rejects.toMatchObject(canceled);
  });

  test('are never exceeded, never left free while a query waits, and are all given back', async () => {
    const query = fc.record({ accountId: fc.nat(4), database: fc.constantFrom('sales', 'stock') });
    const step = fc.oneof(query, fc.nat(20));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const limits = { ...defaultQueryLimits, waitingPerPerson: 1000 };
        const places = createQueryPlaces(limits);
        const running: { accountId: number; database: string; giveBack: () => void }[] = [];
        let waiting: { accountId: number; database: string }[] = [];
        const countOf = (asked: { accountId?: number; database?: string }) =>
          running.filter(
            (one) =>
              one.accountId === (asked.accountId ?? one.accountId) &&
              one.database === (asked.database ?? one.database),
          ).length;
        async function check() {
          await settled();
          for (const accountId of [0, 1, 2, 3, 4])
            expect(countOf({ accountId })).toBeLessThanOrEqual(3);
          for (const database of ['sales', 'stock'])
            expect(countOf({ database })).toBeLessThanOrEqual(4);
          for (const { accountId, database } of waiting)
            expect(countOf({ accountId }) === 3 || countOf({ database }) === 4).toBe(true);
        }
        async function release(index: number) {
          const [ended] = running.splice(index % running.length, 1);
          ended?.giveBack();
          await check();
        }
        for (const one of steps) {
          if (typeof one === 'number') {
            if (running.length > 0) await release(one);
            continue;
          }
          const asked = { ...one };
          waiting.push(asked);
          const { signal } = new AbortController();
          void places.take(asked.database, asked.accountId, signal).then((giveBack) => {
            waiting = waiting.filter((other) => other !== asked);
            running.push({ ...asked, giveBack });
          });
          await check();
        }
        while (running.length > 0) await release(0);
        expect(waiting).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
