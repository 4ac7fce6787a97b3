/** The errors of RFC 6749 §5.2 for a token request. */
export type TokenRequestError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type';

/** A refused token request; the description is shown in the administrator's sign-in log. */
export class TokenRequestRefused extends Error {
  override readonly name = 'TokenRequestRefused';
  readonly error: TokenRequestError;
  readonly status: number;

  /** @param description printable ASCII without `"` and `\` (RFC 6749 §5.2) */
  constructor(error: TokenRequestError, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}
