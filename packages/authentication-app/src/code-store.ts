import type { Person } from './person.ts';

/** What a code stands for until Dashboard exchanges it; plain data that any store can keep as JSON. */
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
 * Where codes wait. Write your own, in a database or Redis, where several processes serve the app.
 * It is given the SHA-256 of a code and never the code itself, so that its content opens nothing.
 */
export interface CodeStore {
  put(codeHash: string, issued: IssuedCode): void | Promise<void>;
  /** Gives it out and forgets it, in one step: of two that ask at once, one gets null (RFC 6749 §4.1.2). */
  take(codeHash: string): IssuedCode | null | Promise<IssuedCode | null>;
}

/** The seconds that Dashboard has to exchange a code; it does so at once. */
export const codeLifetimeSeconds = 60;

/**
 * Codes in this process's memory, for an app that is one process.
 *
 * @param limit how many it holds at most; the oldest go first
 */
export function createMemoryCodeStore({ now = Date.now, limit = 10_000 } = {}): CodeStore {
  const codes = new Map<string, IssuedCode>();

  /** In a `Map` the oldest come first, so this ends at the first that is still good. */
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
