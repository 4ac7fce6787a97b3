import { hash, randomBytes } from 'node:crypto';
import { isSameText } from '../secrets/is-same-text.ts';

/** @returns a new `code_verifier`: 32 random bytes, base64url, 43 characters (RFC 7636 §4.1) */
export function newCodeVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns the `code_challenge` of a verifier by S256, the only method there is here (RFC 7636 §4.2, K4) */
export function codeChallengeOf(verifier: string): string {
  return hash('sha256', verifier, 'base64url');
}

/** Whether a challenge is this verifier's, compared in constant time. */
export function isChallengeOf(challenge: string, verifier: string): boolean {
  return isSameText(challenge, codeChallengeOf(verifier));
}
