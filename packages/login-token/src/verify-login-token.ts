import { hash } from 'node:crypto';
import { compactVerify, errors } from 'jose';
import { nameFault } from './check-names.ts';
import { clockSkewSeconds, type Fault, timeFault } from './check-times.ts';
import type { Claims } from './claims.ts';
import { exactNumbers } from './exact-numbers.ts';
import { precheck } from './precheck.ts';
import type { SigningKey } from './signing-key.ts';
import { type TokenCheck, TokenRefused } from './token-refused.ts';

/** The rules for a token. */
export interface TokenTrust {
  /** The current key first, then the previous one of a rotation. */
  readonly keys: readonly SigningKey[];
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly ownAudiences: readonly string[];
  readonly maxAgeSeconds: number;
}

/** A token with a valid signature. */
export interface VerifiedToken {
  readonly claims: Claims;
  /** The claims with numbers that a double cannot represent, with these as their exact text (I8). */
  readonly exactClaims: Claims;
  readonly keyFingerprint: string;
  /** SHA-256, base64url, of header and payload and, if there is a `jti`, of issuer and `jti` (F8). */
  readonly useKeys: readonly string[];
  /** Epoch milliseconds until which its use must be remembered. */
  readonly keepUseUntil: number;
}

export interface VerifyOptions {
  /** In bytes; 8 KiB unless set. */
  readonly maxLength?: number;
}

/** The longest time for which any accepted token could still be accepted, with a margin (F8). */
const minKeepSeconds = 3720;

/**
 * Verifies a login token in the order of the protocol (F2–F6): the text, the algorithm, the
 * signature, the times, the names. No claim is read before the signature is verified.
 *
 * @param now epoch milliseconds
 * @throws TokenRefused
 */
export async function verifyLoginToken(
  token: string,
  trust: TokenTrust,
  now: number,
  { maxLength = 8192 }: VerifyOptions = {},
): Promise<VerifiedToken> {
  const { signedText, payload, claims } = precheck(token, maxLength);
  const key = await findSigner(token, trust.keys);
  if (key === null)
    throw new TokenRefused(
      'token_signature',
      'F4',
      'The signature does not match the signing key.',
    );
  const verified: VerifiedToken = {
    claims,
    exactClaims: exactNumbers(payload),
    keyFingerprint: key.fingerprint,
    useKeys: useKeysOf(signedText, claims),
    keepUseUntil: keepUseUntil(claims, now),
  };
  const refuse = (check: TokenCheck, fault: Fault | null) => {
    if (fault !== null) throw new TokenRefused(fault.code, check, fault.detail, verified);
  };
  refuse('F5', timeFault(claims, now / 1000, trust.maxAgeSeconds));
  refuse('F6', nameFault(claims, trust));
  return verified;
}

async function findSigner(token: string, keys: readonly SigningKey[]): Promise<SigningKey | null> {
  for (const key of keys) {
    try {
      await compactVerify(token, key.cryptoKey, { algorithms: ['HS256'] });
      return key;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  return null;
}

function useKeysOf(signedText: string, claims: Claims): string[] {
  const byText = hash('sha256', `token\n${signedText}`, 'base64url');
  const { jti, iss } = claims;
  if (typeof jti !== 'string' || !Object.hasOwn(claims, 'jti')) return [byText];
  const issuer = Object.hasOwn(claims, 'iss') ? iss : null;
  return [byText, hash('sha256', `jti\n${JSON.stringify([issuer, jti])}`, 'base64url')];
}

function keepUseUntil(claims: Claims, now: number): number {
  const exp = Object.hasOwn(claims, 'exp') && Number.isFinite(claims.exp) ? Number(claims.exp) : 0;
  const untilExpired = Math.ceil(exp + clockSkewSeconds) * 1000;
  return Math.min(
    Math.max(now + minKeepSeconds * 1000, untilExpired),
    (2 ** 33 + clockSkewSeconds) * 1000,
  );
}
