/** The limits of every query. Times in milliseconds. */
export interface QueryLimits {
  /** How many queries run on one database at the same time. */
  readonly placesPerDatabase: number;
  /** How many queries of one person run at the same time, on all databases together. */
  readonly runningPerPerson: number;
  /** How many more queries of one person can wait for a slot. */
  readonly waitingPerPerson: number;
  /** How long a query can wait for a slot. */
  readonly maxWait: number;
  /** How long a query can run, from the moment it has a slot. */
  readonly timeout: number;
  /** A process that had no query for this long is stopped. */
  readonly idle: number;
  /** The most rows of one result; the rest is cut off. */
  readonly maxRows: number;
  /** The approximate size of one result as text; the rest is cut off. */
  readonly maxBytes: number;
}

export const defaultQueryLimits: QueryLimits = {
  // One more than a person can have: one person never occupies a whole database.
  placesPerDatabase: 4,
  runningPerPerson: 3,
  waitingPerPerson: 10,
  maxWait: 30_000,
  timeout: 30_000,
  idle: 60_000,
  maxRows: 10_000,
  maxBytes: 16 * 1024 * 1024,
};
