/** What can be wrong; the message of the error says what to do about it. */
export type AuthenticationAppErrorCode =
  | 'address_invalid'
  | 'attribute_invalid'
  | 'back_channel_missing'
  | 'challenge_invalid'
  | 'challenge_method_unsupported'
  | 'client_unknown'
  | 'code_request_missing'
  | 'email_invalid'
  | 'groups_invalid'
  | 'id_invalid'
  | 'issuer_missing'
  | 'key_too_short'
  | 'lifetime_invalid'
  | 'name_invalid'
  | 'parameter_invalid'
  | 'parameter_missing'
  | 'redirect_uri_unknown'
  | 'response_type_unsupported'
  | 'token_too_long';

/**
 * Thrown wherever Dashboard would refuse the sign-in anyway: earlier, and where it can be mended. The
 * message never holds a token, a key or a person's data.
 */
export class AuthenticationAppError extends Error {
  override readonly name = 'AuthenticationAppError';
  readonly code: AuthenticationAppErrorCode;

  constructor(code: AuthenticationAppErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
