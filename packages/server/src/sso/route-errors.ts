import { type ErrorCode, signInErrorCodes } from '@dashboard/contract';

/** Only a sign-in in a browser has an attempt, a return path, cookies or a code that can be wrong. */
const onlyInBrowser: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'parameter_invalid',
  'return_to_invalid',
  'cookies_blocked',
  'code_not_expected',
  'state_mismatch',
  'nonce_mismatch',
  'ticket_invalid',
  'framing_refused',
  'provider_refused',
  'code_exchange_failed',
]);

/** The codes of `POST /api/session/jwt` (X4). */
export const bearerErrors: readonly ErrorCode[] = signInErrorCodes.filter(
  (code) => !onlyInBrowser.has(code),
);

/**
 * The codes of `POST /auth/sso` (F9): F1–F6 and those of the form. The account and the browser are
 * checked when the browser comes back with a GET request.
 */
export const postedErrors: readonly ErrorCode[] = [
  'parameter_invalid',
  'return_to_invalid',
  'sso_not_configured',
  'front_channel_disabled',
  ...signInErrorCodes.filter((code) => code.startsWith('token_') && code !== 'token_replayed'),
  'claim_invalid',
  'too_many_attempts',
  'body_malformed',
  'body_too_large',
  'media_type_unsupported',
];
