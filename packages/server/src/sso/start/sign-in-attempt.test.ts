import { describe, expect, test } from 'vitest';
import { codeChallengeOf, isChallengeOf, newCodeVerifier } from './sign-in-attempt.ts';

describe('PKCE (S3, K2, K4)', () => {
  test('S3 makes the challenge of RFC 7636, Appendix B, from its verifier', () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    expect(codeChallengeOf(verifier)).toBe(challenge);
    expect(isChallengeOf(challenge, verifier)).toBe(true);
  });

  test('K4 takes neither the verifier itself nor anything else for its challenge', () => {
    const verifier = newCodeVerifier();
    for (const wrong of ['', verifier, `${codeChallengeOf(verifier)}=`, codeChallengeOf('other')])
      expect(isChallengeOf(wrong, verifier)).toBe(false);
  });

  test('makes ten thousand verifiers that are all different and well formed', () => {
    const verifiers = Array.from({ length: 10_000 }, newCodeVerifier);
    expect(new Set(verifiers).size).toBe(10_000);
    expect(verifiers.every((verifier) => /^[A-Za-z0-9_-]{43}$/.test(verifier))).toBe(true);
  });
});
