import { hash, randomBytes } from 'node:crypto';

/** 32 random bytes, base64url: the content of the cookie, which is stored nowhere else (X1). */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The value for `Authorization: Bearer` (X4). Its prefix distinguishes it from a cookie's value, so
 * that neither is accepted as the other, and lets secret scanners find a leaked one.
 */
export function newBearerToken(): string {
  return `${bearerTokenStart}${newSessionToken()}`;
}

export const bearerTokenStart = 'dashboard_';

/** The stored hash. SHA-256 is enough, because 256 random bits can't be guessed. */
export function sessionTokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}
