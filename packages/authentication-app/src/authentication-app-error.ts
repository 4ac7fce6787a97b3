/** The codes of errors; the README explains each. */
export const authenticationAppErrorCodes = [
  'address_invalid',
  'attribute_invalid',
  'back_channel_missing',
  'challenge_invalid',
  'challenge_method_unsupported',
  'client_unknown',
  'code_request_missing',
  'email_invalid',
  'groups_invalid',
  'id_invalid',
  'issuer_missing',
  'key_invalid',
  'key_too_short',
  'lifetime_invalid',
  'name_invalid',
  'options_invalid',
  'parameter_invalid',
  'parameter_missing',
  'person_invalid',
  'redirect_uri_unknown',
  'request_invalid',
  'response_type_unsupported',
  'token_too_long',
] as const;

/** The error's code. Its message says what to do. */
export type AuthenticationAppErrorCode = (typeof authenticationAppErrorCodes)[number];

/**
 * Thrown if Dashboard would refuse the sign-in: earlier, and where it can be fixed. The message
 * never contains a token, a key or personal data, so it can be shown to the person.
 */
export class AuthenticationAppError extends Error {
  override readonly name = 'AuthenticationAppError';
  readonly code: AuthenticationAppErrorCode;
  /** The HTTP status, read by Express. */
  readonly status = 400;
  /** The same, read by Fastify. */
  readonly statusCode = 400;

  constructor(code: AuthenticationAppErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The error as a response with its message as text; Hono calls it by itself. */
  getResponse(): Response {
    return new Response(this.message, {
      status: this.status,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  }
}
