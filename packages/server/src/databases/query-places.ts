import { DashboardError } from '../dashboard-error.ts';
import { queryCanceled } from './query-canceled.ts';
import type { QueryLimits } from './query-limits.ts';

type PlaceLimits = Pick<
  QueryLimits,
  'placesPerDatabase' | 'runningPerPerson' | 'waitingPerPerson' | 'maxWait'
>;

/**
 * The slots in which queries run: a fixed number for each database, shared among people. A free
 * slot goes to the waiting person who has the fewest running queries; among equals, people take
 * turns.
 */
export interface QueryPlaces {
  /**
   * Waits for a slot.
   *
   * @param databaseKey any text that identifies the database
   * @param signal stops the waiting
   * @returns a function that gives the slot back, to be called once
   * @throws DashboardError `too_many_queries` if the person has too many waiting queries or this
   * one has waited too long, `query_timeout` if it is canceled
   */
  take(databaseKey: string, accountId: number, signal: AbortSignal): Promise<() => void>;
  /** Gives no more slots and cancels the waiting queries. */
  close(): void;
}

interface Person {
  running: number;
  waiting: number;
  /** The number of the last turn this person had. */
  lastTurn: number;
}

interface WaitingQuery {
  readonly person: Person;
  readonly start: () => void;
  readonly refuse: (error: DashboardError) => void;
}

interface DatabasePlaces {
  taken: number;
  /** In the order of arrival. */
  readonly waiting: Set<WaitingQuery>;
}

const retryAfterSeconds = 5;

export function createQueryPlaces(limits: PlaceLimits): QueryPlaces {
  const { placesPerDatabase, waitingPerPerson, maxWait } = limits;
  // One person never occupies all slots of a database, unless it has only one.
  const runningPerPerson = Math.min(limits.runningPerPerson, Math.max(1, placesPerDatabase - 1));
  /** Only people with running or waiting queries. */
  const databases = new Map<string, DatabasePlaces>();
  const people = new Map<number, Person>();
  let turns = 0;
  let isClosed = false;

  function fillPlaces(): void {
    for (const database of databases.values()) {
      while (database.taken < placesPerDatabase) {
        const query = nextQuery(database.waiting, runningPerPerson);
        if (query === null) break;
        startOne(database, query);
      }
    }
    for (const [key, { taken, waiting }] of databases)
      if (taken === 0 && waiting.size === 0) databases.delete(key);
    for (const [accountId, { running, waiting }] of people)
      if (running === 0 && waiting === 0) people.delete(accountId);
  }

  function startOne(database: DatabasePlaces, query: WaitingQuery): void {
    const { person } = query;
    database.taken += 1;
    person.running += 1;
    turns += 1;
    person.lastTurn = turns;
    query.start();
  }

  function giveBack(database: DatabasePlaces, person: Person): void {
    database.taken -= 1;
    person.running -= 1;
    fillPlaces();
  }

  function placesOf(key: string): DatabasePlaces {
    const database = databases.get(key) ?? { taken: 0, waiting: new Set() };
    databases.set(key, database);
    return database;
  }

  function personOf(accountId: number): Person {
    const person = people.get(accountId) ?? { running: 0, waiting: 0, lastTurn: 0 };
    people.set(accountId, person);
    return person;
  }

  return {
    take(databaseKey, accountId, signal) {
      if (isClosed || signal.aborted) return Promise.reject(queryCanceled());
      const [database, person] = [placesOf(databaseKey), personOf(accountId)];
      return new Promise((resolve, reject) => {
        const cancel = () => query.refuse(queryCanceled());
        const timer = setTimeout(() => query.refuse(databaseBusy()), maxWait);
        function stopWaiting(): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', cancel);
          database.waiting.delete(query);
          person.waiting -= 1;
        }
        const query: WaitingQuery = {
          person,
          start() {
            stopWaiting();
            resolve(() => giveBack(database, person));
          },
          refuse(error) {
            stopWaiting();
            reject(error);
          },
        };
        signal.addEventListener('abort', cancel);
        database.waiting.add(query);
        person.waiting += 1;
        fillPlaces();
        if (person.waiting > waitingPerPerson) query.refuse(tooManyOfOnePerson());
      });
    },

    close() {
      isClosed = true;
      for (const { waiting } of databases.values())
        for (const query of waiting) query.refuse(queryCanceled());
    },
  };
}

function nextQuery(waiting: Iterable<WaitingQuery>, runningPerPerson: number): WaitingQuery | null {
  let next: WaitingQuery | null = null;
  for (const query of waiting) {
    if (query.person.running >= runningPerPerson) continue;
    if (next === null || isEarlier(query.person, next.person)) next = query;
  }
  return next;
}

function isEarlier(one: Person, other: Person): boolean {
  if (one.running !== other.running) return one.running < other.running;
  return one.lastTurn < other.lastTurn;
}

function databaseBusy(): DashboardError {
  return new DashboardError(
    'too_many_queries',
    'The database is busy with other queries. Try again in a moment.',
    { retryAfterSeconds },
  );
}

function tooManyOfOnePerson(): DashboardError {
  return new DashboardError(
    'too_many_queries',
    'You have too many queries running. Wait until some of them have finished.',
    { retryAfterSeconds },
  );
}
