import type { VerifiedToken } from './verify-login-token.ts';

export type TokenErrorCode =
  | 'token_malformed'
  | 'token_algorithm'
  | 'token_signature'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_too_old'
  | 'token_lifetime_missing'
  | 'token_lifetime_too_long'
  | 'token_audience'
  | 'token_issuer'
  | 'claim_invalid';

/** The rules of the protocol page that this package implements. */
export type TokenCheck = 'F2' | 'F3' | 'F4' | 'F5' | 'F6';

/**
 * A token that is not accepted. The detail is for an administrator's log. It contains no value of a
 * claim, and of the header at most a short, printable part of `alg` and `typ`.
 */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly code: TokenErrorCode;
  readonly check: TokenCheck;
  readonly detail: string;
  /** Null until the signature is verified: before that nothing in the token can be trusted. */
  readonly verified: VerifiedToken | null;

  constructor(
    code: TokenErrorCode,
    check: TokenCheck,
    detail: string,
    verified: VerifiedToken | null = null,
  ) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.check = check;
    this.detail = detail;
    this.verified = verified;
  }
}
