import type { Person } from './person.ts';

/** The data of a code until Dashboard exchanges it; plain data that any store can keep as JSON. */
export interface IssuedCode {
  readonly person: Person;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly nonce: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * The store of codes. Write your own, in a database or Redis, if several processes serve the app.
 * It receives the SHA-256 of a code and never the code itself, so its content is of no use to an
 * attacker.
 */
export interface CodeStore {
  put(codeHash: string, issued: IssuedCode): void | Promise<void>;
  /**
   * Returns it and deletes it, in one step: of two simultaneous calls one gets null (RFC 6749
   * §4.1.2).
   */
  take(codeHash: string): IssuedCode | null | Promise<IssuedCode | null>;
}

/** The seconds that Dashboard has to exchange a code; it does so at once. */
export const codeLifetimeSeconds = 60;

/**
 * Codes in this process's memory, for an app that is one process.
 *
 * @param limit the maximum number of codes; the oldest are deleted first
 */
export function createMemoryCodeStore({ now = Date.now, limit = 10_000 } = {}): CodeStore {
  const codes = new Map<string, IssuedCode>();

  /** A `Map` keeps the oldest first, so this stops at the first valid one. */
  function forgetOld(): void {
    for (const [hash, { expiresAt }] of codes) {
      if (expiresAt > now() && codes.size < limit) return;
      codes.delete(hash);
    }
  }

  return {
    put(codeHash, issued) {
      forgetOld();
      codes.set(codeHash, issued);
    },
    take(codeHash) {
      const issued = codes.get(codeHash) ?? null;
      codes.delete(codeHash);
      return issued;
    },
  };
}
