import type { ErrorCode } from '@dashboard/contract';
import type { FailureCode } from '../api/api-error.ts';

export interface ErrorWords {
  /** What happened, in one sentence. */
  readonly title: string;
  /** What the person can do about it. */
  readonly advice: string;
}

const setUpWrong = 'There is a configuration problem. Contact your administrator.';
const startAfresh = 'Sign in again.';
const noAccess = 'Contact your administrator.';

const words: Record<ErrorCode, ErrorWords> = {
  parameter_invalid: {
    title: 'The sign-in link is incomplete.',
    advice: startAfresh,
  },
  return_to_invalid: {
    title: 'This link leads to a page outside this site.',
    advice: 'For your safety it was not opened. Sign in to continue.',
  },
  sso_not_configured: {
    title: 'Single sign-on is not set up on this site.',
    advice: 'Sign in with a password, or contact your administrator.',
  },
  cookies_blocked: {
    title: 'Your browser blocks the cookie that keeps you signed in.',
    advice: 'Allow cookies for this site, then try again.',
  },
  code_not_expected: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  token_malformed: {
    title: 'The sign-in response was invalid.',
    advice: startAfresh,
  },
  token_algorithm: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  token_signature: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  token_expired: {
    title: 'Your sign-in expired.',
    advice: startAfresh,
  },
  token_not_yet_valid: {
    title: 'Your sign-in is not valid yet.',
    advice:
      'Wait a minute and try again. If this continues, a clock is wrong: contact your administrator.',
  },
  token_too_old: {
    title: 'Your sign-in expired.',
    advice: startAfresh,
  },
  token_lifetime_missing: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  token_lifetime_too_long: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  token_audience: {
    title: 'This sign-in is for another site.',
    advice: setUpWrong,
  },
  token_issuer: {
    title: 'This sign-in came from an unknown app.',
    advice: setUpWrong,
  },
  token_replayed: {
    title: 'This sign-in was already used.',
    advice: 'A sign-in works once, so going back or reloading does not repeat it. Sign in again.',
  },
  claim_invalid: {
    title: 'Your account details could not be read.',
    advice: setUpWrong,
  },
  email_missing: {
    title: 'Your company’s app did not send your email address.',
    advice: setUpWrong,
  },
  email_invalid: {
    title: 'Your company’s app sent an invalid email address.',
    advice: setUpWrong,
  },
  email_unverified: {
    title: 'Your email address is not verified.',
    advice: 'Verify it in the app you sign in with, then try again.',
  },
  groups_missing: {
    title: 'Your company’s app did not send your groups.',
    advice: setUpWrong,
  },
  state_mismatch: {
    title: 'This sign-in was started in another browser, or too long ago.',
    advice: startAfresh,
  },
  nonce_mismatch: {
    title: 'This response belongs to another sign-in.',
    advice: startAfresh,
  },
  pkce_required: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  pkce_mismatch: {
    title: 'This sign-in was started in another browser, or too long ago.',
    advice: startAfresh,
  },
  front_channel_disabled: {
    title: 'Your company’s sign-in is not set up correctly.',
    advice: setUpWrong,
  },
  code_exchange_failed: {
    title: 'Your company’s sign-in did not respond.',
    advice: 'Try again in a moment. If this continues, contact your administrator.',
  },
  unsolicited: {
    title: 'Sign-in must start on this site.',
    advice: 'Start from this site, so that we know it is you.',
  },
  ticket_invalid: {
    title: 'This sign-in step expired.',
    advice: startAfresh,
  },
  framing_refused: {
    title: 'This step must be done in its own tab.',
    advice:
      'Another account is signed in here. Open the page in a new tab, or sign out here first.',
  },
  provider_refused: {
    title: 'The sign-in was cancelled or refused.',
    advice: 'Try again. If this continues, contact your administrator.',
  },
  account_not_found: {
    title: 'You don’t have an account on this site.',
    advice: noAccess,
  },
  account_not_linked: {
    title: 'Your account is not linked to single sign-on.',
    advice: 'Sign in with your password, or contact your administrator.',
  },
  account_limit: {
    title: 'The account limit of this site is reached.',
    advice: 'Contact your administrator.',
  },
  account_deactivated: {
    title: 'Your account is deactivated.',
    advice: noAccess,
  },
  email_taken: {
    title: 'Your new email address belongs to another account on this site.',
    advice: 'Contact your administrator.',
  },
  identity_conflict: {
    title: 'Your email address is linked to another sign-in on this site.',
    advice: 'Contact your administrator.',
  },
  too_many_attempts: {
    title: 'Too many attempts.',
    advice: 'Wait a few minutes, then try again.',
  },
  not_signed_in: {
    title: 'Your session has ended.',
    advice: 'Sign in again in a new tab, then try again here. What you entered is still here.',
  },
  not_allowed: {
    title: 'You don’t have permission to do this.',
    advice: noAccess,
  },
  not_found: {
    title: 'Page not found.',
    advice: 'Check the address, or go to the home page.',
  },
  cross_site_request: {
    title: 'This request came from another site.',
    advice: 'Open the page on this site and try again.',
  },
  body_malformed: {
    title: 'The request could not be read.',
    advice: 'Reload the page and try again.',
  },
  body_too_large: {
    title: 'The request is too large.',
    advice: 'Send less and try again.',
  },
  media_type_unsupported: {
    title: 'The request could not be read.',
    advice: 'Reload the page and try again.',
  },
  validation_failed: {
    title: 'Some fields are invalid.',
    advice: 'Fix the highlighted fields.',
  },
  setup_done: { title: 'Setup is already complete.', advice: 'Sign in instead.' },
  setup_code_invalid: {
    title: 'The setup code is missing or wrong.',
    advice: 'The code is in the output of the server. Ask the person who runs the server.',
  },
  invalid_credentials: {
    title: 'Wrong email or password.',
    advice: 'Check both and try again.',
  },
  password_login_disabled: {
    title: 'Password login is disabled.',
    advice: 'Sign in with SSO instead.',
  },
  sso_account: {
    title: 'This account has no password.',
    advice: 'It signs in through your company’s app.',
  },
  last_administrator: {
    title: 'This is the last active administrator.',
    advice: 'Add another administrator first.',
  },
  would_lock_out: {
    title: 'After this change no administrator could sign in.',
    advice:
      'Sign in through your app as an administrator first (Try signing in), or keep password login enabled.',
  },
  group_built_in: {
    title: 'This group is built in.',
    advice: 'It can’t be renamed or deleted, and “All users” always includes everyone.',
  },
  name_taken: {
    title: 'This name is already used.',
    advice: 'Choose another name.',
  },
  locked_by_environment: {
    title: 'This setting is set on the server.',
    advice: 'Change it in the server’s environment.',
  },
  changed_meanwhile: {
    title: 'Another administrator changed this in the meantime.',
    advice: 'Your input is kept. Review their changes, then save again.',
  },
  query_failed: {
    title: 'The database rejected this query.',
    advice: 'Ask the author of the question to correct it.',
  },
  query_timeout: {
    title: 'The query took too long.',
    advice: 'Request less data, for example a shorter period, or try again later.',
  },
  too_many_queries: {
    title: 'Too many queries are running.',
    advice: 'Wait a few seconds, then try again.',
  },
  download_replaced: {
    title: 'This version of the file is no longer available.',
    advice: 'Download the current version.',
  },
  prefetch_refused: {
    title: 'Your browser opened this page in advance.',
    advice: 'Try again.',
  },
  database_unavailable: {
    title: 'The database is not available.',
    advice: 'Try again in a few seconds. If this continues, tell your administrator.',
  },
  internal_error: {
    title: 'Something went wrong on our side.',
    advice: 'Try again. If this continues, contact your administrator.',
  },
};

const unreachable: ErrorWords = {
  title: 'The server can’t be reached.',
  advice: 'Check your connection, then try again.',
};

/** Whether only an administrator can solve it, so that trying again doesn't help. */
export function needsAdministrator(code: FailureCode): boolean {
  const { advice } = errorWords(code);
  return advice === setUpWrong || advice === noAccess;
}

/** The sentences that a person sees for a failure; they contain no code. */
export function errorWords(code: FailureCode): ErrorWords {
  return code === 'unreachable' ? unreachable : words[code];
}
