import { hash } from 'node:crypto';
import { randomBytesOnce } from '../secrets/random-bytes.ts';

/** 32 random bytes, base64url: what the cookie holds and nothing else does (X1). */
export function newSessionToken(): string {
  return randomBytesOnce(32).toString('base64url');
}

/** What is stored of it. SHA-256 is enough: nobody guesses 256 bits. */
export function sessionTokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}
