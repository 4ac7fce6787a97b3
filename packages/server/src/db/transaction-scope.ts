import { AsyncLocalStorage } from 'node:async_hooks';

/** How long the work of a transaction can take, in milliseconds. */
const defaultTimeout = 30_000;

/**
 * Runs the work of transactions on one database, and refuses uses that would block all its writes.
 */
export interface TransactionScope {
  /** @throws Error if the work takes too long; its later statements are refused */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** @throws TypeError inside the work of a transaction that has not ended */
  refuseNested(): void;
  /** @throws TypeError inside the work of a transaction that has ended */
  refuseEnded(): void;
}

/**
 * A nested transaction would wait for the outer one, which waits for it: on the embedded database
 * all writes would stop without a message.
 */
export function createTransactionScope(timeout = defaultTimeout): TransactionScope {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();
  return {
    async run(work) {
      // What the work starts and does not await, such as a timer, keeps its context after the end.
      const scope = { isOpen: true };
      const tooLong = Promise.withResolvers<never>();
      const timer = setTimeout(() => tooLong.reject(timedOut(timeout)), timeout);
      try {
        return await Promise.race([current.run(scope, work), tooLong.promise]);
      } finally {
        clearTimeout(timer);
        scope.isOpen = false;
      }
    },
    refuseNested() {
      if (current.getStore()?.isOpen === true)
        throw new TypeError(
          'transaction() was called inside a transaction: pass the outer transaction on instead.',
        );
    },
    refuseEnded() {
      if (current.getStore()?.isOpen === false)
        throw new TypeError('A statement was run in a transaction that has ended.');
    },
  };
}

function timedOut(timeout: number): Error {
  return new Error(
    `A transaction was rolled back: its work took more than ${timeout / 1000} s. Await nothing but the database in it.`,
  );
}
