import { hash, randomBytes } from 'node:crypto';

/** 32 random bytes, base64url: what the cookie holds and nothing else does (X1). */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What goes into `Authorization: Bearer` (X4). Its beginning keeps it apart from what a cookie holds, so
 * that neither is ever taken for the other, and lets scanners find one that has leaked.
 */
export function newBearerToken(): string {
  return `${bearerTokenStart}${newSessionToken()}`;
}

export const bearerTokenStart = 'dashboard_';

/** What is stored of it. SHA-256 is enough: nobody guesses 256 bits. */
export function sessionTokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}
