import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs the work of transactions, and refuses a transaction inside another one of the same database. */
export interface TransactionScope {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** @throws TypeError inside the work of a transaction that has not ended */
  refuseNested(): void;
}

/**
 * A nested transaction would wait for the outer one, which waits for it: with the embedded database all
 * writes would stop without a message.
 */
export function createTransactionScope(): TransactionScope {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();
  return {
    async run(work) {
      // What the work leaves behind, such as a timer, keeps its context after the end.
      const scope = { isOpen: true };
      try {
        return await current.run(scope, work);
      } finally {
        scope.isOpen = false;
      }
    },
    refuseNested() {
      if (current.getStore()?.isOpen === true)
        throw new TypeError(
          'transaction() was called inside a transaction: pass the outer transaction on instead.',
        );
    },
  };
}
