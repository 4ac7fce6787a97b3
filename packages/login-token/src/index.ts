export { type Claims, readClaim } from './claims.ts';
export { exactNumbers } from './exact-numbers.ts';
export { findKeyMistake, type KeyMistake } from './find-key-mistake.ts';
export { signLoginToken } from './sign-login-token.ts';
export {
  importSigningKey,
  minKeyBytes,
  type SigningKey,
  signingKeyFingerprint,
} from './signing-key.ts';
export { type TokenCheck, type TokenErrorCode, TokenRefused } from './token-refused.ts';
export {
  type TokenTrust,
  type VerifiedToken,
  verifyLoginToken,
} from './verify-login-token.ts';
