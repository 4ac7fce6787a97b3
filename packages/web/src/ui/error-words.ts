import type { ErrorCode } from '@dashboard/contract';
import type { FailureCode } from '../api/api-error.ts';

export interface ErrorWords {
  /** What happened, in one sentence. */
  readonly title: string;
  /** What the person can do about it. */
  readonly advice: string;
}

const setUpWrong =
  'Please tell your administrator: the app you sign in with and this site don’t agree yet.';
const startAfresh = 'Sign in again from the start.';
const noAccess = 'Ask your administrator for access.';

const words: Record<ErrorCode, ErrorWords> = {
  parameter_invalid: { title: 'This sign-in link isn’t complete.', advice: startAfresh },
  return_to_invalid: {
    title: 'This link leads to a page outside this site.',
    advice: 'For your safety it wasn’t followed. Go to the page from here instead.',
  },
  sso_not_configured: {
    title: 'Signing in through your company isn’t set up here.',
    advice: 'Sign in with a password, or ask your administrator.',
  },
  cookies_blocked: {
    title: 'Your browser doesn’t keep the cookie that signs you in.',
    advice: 'Allow cookies for this site, then try again.',
  },
  code_not_expected: {
    title: 'This sign-in came in a way that isn’t in use here.',
    advice: setUpWrong,
  },
  token_malformed: { title: 'Your sign-in arrived damaged.', advice: startAfresh },
  token_algorithm: {
    title: 'Your sign-in was sealed in a way that isn’t accepted.',
    advice: setUpWrong,
  },
  token_signature: { title: 'Your sign-in couldn’t be trusted.', advice: setUpWrong },
  token_expired: { title: 'Your sign-in took too long and has run out.', advice: startAfresh },
  token_not_yet_valid: {
    title: 'Your sign-in isn’t valid yet.',
    advice:
      'Wait a minute and try again. If it stays like this, a clock is wrong: tell your administrator.',
  },
  token_too_old: { title: 'This sign-in is too old.', advice: startAfresh },
  token_lifetime_missing: {
    title: 'Your sign-in doesn’t say how long it is good for.',
    advice: setUpWrong,
  },
  token_lifetime_too_long: {
    title: 'Your sign-in would be good for too long.',
    advice: setUpWrong,
  },
  token_audience: { title: 'This sign-in was meant for another site.', advice: setUpWrong },
  token_issuer: {
    title: 'This sign-in came from an app that isn’t known here.',
    advice: setUpWrong,
  },
  token_replayed: {
    title: 'This sign-in was used already.',
    advice:
      'Each one works a single time, so going back or reloading doesn’t repeat it. Sign in again.',
  },
  claim_invalid: { title: 'Something in your details couldn’t be read.', advice: setUpWrong },
  email_missing: { title: 'Your sign-in came without an e-mail address.', advice: setUpWrong },
  email_invalid: { title: 'Your e-mail address couldn’t be read.', advice: setUpWrong },
  email_unverified: {
    title: 'Your e-mail address isn’t confirmed yet.',
    advice: 'Confirm it in the app you sign in with, then try again.',
  },
  groups_missing: {
    title: 'Your sign-in didn’t say which groups you belong to.',
    advice: setUpWrong,
  },
  state_mismatch: {
    title: 'This sign-in was begun in another browser, or too long ago.',
    advice: startAfresh,
  },
  nonce_mismatch: { title: 'This sign-in answers another one.', advice: startAfresh },
  pkce_required: { title: 'Your sign-in couldn’t be tied to this browser.', advice: setUpWrong },
  pkce_mismatch: {
    title: 'This sign-in began in another browser, or too long ago.',
    advice: startAfresh,
  },
  front_channel_disabled: {
    title: 'This sign-in came in a way that isn’t in use here.',
    advice: setUpWrong,
  },
  code_exchange_failed: {
    title: 'Your company’s sign-in didn’t answer.',
    advice: 'Try again in a moment. If it stays like this, tell your administrator.',
  },
  unsolicited: {
    title: 'This sign-in wasn’t begun here.',
    advice: 'Start from this site, so that we know it was you.',
  },
  ticket_invalid: { title: 'This step of signing in has run out.', advice: startAfresh },
  framing_refused: {
    title: 'This step needs a window of its own.',
    advice: 'Somebody else is signed in here. Open the page in a new tab, or sign out here first.',
  },
  provider_refused: {
    title: 'You weren’t signed in: it was cancelled or refused on the way.',
    advice: 'Try again. If it keeps being refused, ask your administrator.',
  },
  account_not_found: { title: 'You don’t have an account on this site.', advice: noAccess },
  account_not_linked: {
    title: 'Your account here isn’t connected with your company’s sign-in.',
    advice: 'Sign in with your password, or ask your administrator.',
  },
  account_limit: {
    title: 'This site has no room for another account.',
    advice: 'Ask your administrator to make room.',
  },
  account_deactivated: { title: 'Your account has been switched off.', advice: noAccess },
  email_taken: {
    title: 'Your new e-mail address belongs to another account here.',
    advice: 'Ask your administrator to sort out the two accounts.',
  },
  identity_conflict: {
    title: 'Your e-mail address belongs to another person’s sign-in here.',
    advice: 'Ask your administrator to sort it out.',
  },
  too_many_attempts: {
    title: 'There were too many attempts.',
    advice: 'Wait a few minutes, then try again.',
  },
  not_signed_in: { title: 'You aren’t signed in any more.', advice: 'Sign in again.' },
  not_allowed: { title: 'You may not do this.', advice: noAccess },
  not_found: {
    title: 'There is nothing here.',
    advice: 'Check the address, or go to the home page.',
  },
  cross_site_request: {
    title: 'This request came from another site.',
    advice: 'Open the page on this site and try again.',
  },
  body_malformed: {
    title: 'What was sent couldn’t be read.',
    advice: 'Reload the page and try again.',
  },
  body_too_large: {
    title: 'That is more than can be sent at once.',
    advice: 'Send less and try again.',
  },
  media_type_unsupported: {
    title: 'What was sent couldn’t be read.',
    advice: 'Reload the page and try again.',
  },
  validation_failed: { title: 'Something isn’t right yet.', advice: 'Look at what is marked.' },
  setup_done: { title: 'Setup is already complete.', advice: 'Sign in instead.' },
  setup_code_invalid: {
    title: 'The setup code is missing or wrong.',
    advice: 'The server prints the code when it starts. Ask the person who runs the server.',
  },
  invalid_credentials: {
    title: 'The e-mail address or the password isn’t right.',
    advice: 'Check both and try again.',
  },
  password_login_disabled: {
    title: 'Nobody signs in with a password here.',
    advice: 'Sign in through your company instead.',
  },
  sso_account: {
    title: 'This account has no password.',
    advice: 'It signs in through your company’s app.',
  },
  last_administrator: {
    title: 'Nobody else is an active administrator.',
    advice: 'Make somebody else one first.',
  },
  would_lock_out: {
    title: 'Nobody could administer this site any more.',
    advice:
      'Sign in through your app once as an administrator, starting here, or keep password login on.',
  },
  group_built_in: {
    title: 'This group is built in.',
    advice: 'It keeps its name, and “All users” holds everyone.',
  },
  name_taken: { title: 'Another one has this name.', advice: 'Choose another name.' },
  locked_by_environment: {
    title: 'This setting is fixed on the server.',
    advice: 'Whoever runs the server can change it there.',
  },
  changed_meanwhile: {
    title: 'Somebody else changed this meanwhile.',
    advice: 'What you typed is still here. Look at their changes, then save again.',
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
    title: 'Your browser opened this page before you asked for it.',
    advice: 'Try again.',
  },
  database_unavailable: {
    title: 'The database is not available.',
    advice: 'Try again in a few seconds. If this continues, tell your administrator.',
  },
  internal_error: {
    title: 'Something went wrong on our side.',
    advice: 'Try again. If it stays like this, tell your administrator.',
  },
};

const unreachable: ErrorWords = {
  title: 'The server can’t be reached.',
  advice: 'Check your connection, then try again.',
};

/** What to say to a person about any failure: plain words, no code. */
export function errorWords(code: FailureCode): ErrorWords {
  return code === 'unreachable' ? unreachable : words[code];
}
