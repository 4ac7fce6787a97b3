/**
 * Every code of a refusal. Programs rely on codes, so a code never changes its meaning.
 * `docs/errors.md` explains each one, and a test compares the list with the page.
 */

/** Codes of a sign-in through the authentication app (`docs/sso-protocol.md`, section 11). */
export const signInErrorCodes = [
  'parameter_invalid',
  'return_to_invalid',
  'sso_not_configured',
  'cookies_blocked',
  'code_not_expected',
  'front_channel_disabled',
  'token_malformed',
  'token_algorithm',
  'token_signature',
  'token_expired',
  'token_not_yet_valid',
  'token_too_old',
  'token_lifetime_missing',
  'token_lifetime_too_long',
  'token_audience',
  'token_issuer',
  'token_replayed',
  'claim_invalid',
  'email_missing',
  'email_invalid',
  'email_unverified',
  'groups_missing',
  'state_mismatch',
  'nonce_mismatch',
  'unsolicited',
  'pkce_required',
  'pkce_mismatch',
  'ticket_invalid',
  'framing_refused',
  'provider_refused',
  'account_not_found',
  'account_not_linked',
  'account_limit',
  'account_deactivated',
  'email_taken',
  'identity_conflict',
  'too_many_attempts',
  'code_exchange_failed',
] as const;

/** Codes of everything else: the API and the pages. */
export const apiErrorCodes = [
  'not_signed_in',
  'not_allowed',
  'not_found',
  'cross_site_request',
  'body_malformed',
  'body_too_large',
  'media_type_unsupported',
  'validation_failed',
  'setup_done',
  'setup_code_invalid',
  'invalid_credentials',
  'password_login_disabled',
  'sso_account',
  'last_administrator',
  'would_lock_out',
  'group_built_in',
  'name_taken',
  'locked_by_environment',
  'changed_meanwhile',
  'query_failed',
  'query_timeout',
  'too_many_queries',
  'prefetch_refused',
  'database_unavailable',
  'download_replaced',
  'internal_error',
] as const;

export const errorCodes = [...signInErrorCodes, ...apiErrorCodes] as const;

export type SignInErrorCode = (typeof signInErrorCodes)[number];
export type ErrorCode = (typeof errorCodes)[number];
