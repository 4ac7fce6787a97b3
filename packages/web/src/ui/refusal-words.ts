import type { SignInErrorCode } from '@dashboard/contract';
import type { JwtSettingName } from './setting-anchor.ts';

/** A code that the sign-in log can have. */
export type LoggedCode = SignInErrorCode | 'invalid_credentials' | 'password_login_disabled';

export interface RefusalWords {
  /** Why somebody couldn't sign in, for a reader who has never read an RFC. */
  readonly cause: string;
  /** What would change it. */
  readonly remedy: string;
  /** The setting that decides it, or null where it is the app, the browser or a person. */
  readonly setting: JwtSettingName | null;
}

const words: Record<LoggedCode, RefusalWords> = {
  parameter_invalid: {
    cause: 'The link back from your app was incomplete or said two things at once',
    remedy: 'Your app must send one token, and each part of the address once.',
    setting: 'identityProviderUri',
  },
  return_to_invalid: {
    cause: 'The page to go to lies outside this site',
    remedy: 'Your app must hand “return_to” back as it got it.',
    setting: null,
  },
  sso_not_configured: {
    cause: 'JWT is switched off, or its address or key is missing',
    remedy: 'Enable JWT once address and key are set.',
    setting: 'enabled',
  },
  cookies_blocked: {
    cause: 'The browser keeps no cookies, so each sign-in ended at the next one',
    remedy: 'The person must allow cookies for this site.',
    setting: null,
  },
  code_not_expected: {
    cause: 'Your app sent a code, and there is no token endpoint to take it to',
    remedy: 'Set the token endpoint, or have the app send a token.',
    setting: 'tokenEndpoint',
  },
  front_channel_disabled: {
    cause: 'A token came in the address, and this site takes codes only',
    remedy: 'Have the app send a code, or take the token endpoint away.',
    setting: 'tokenEndpoint',
  },
  token_malformed: {
    cause: 'What arrived isn’t a well-formed token',
    remedy: 'See what your app builds: paste one under “Check a token”.',
    setting: null,
  },
  token_algorithm: {
    cause: 'The token’s header is not supported',
    remedy: 'Sign with HS256 and the shared key. The details name what the header has.',
    setting: 'signingKey',
  },
  token_signature: {
    cause: 'The token wasn’t signed with the shared key',
    remedy: 'Give your app exactly the key that is set here: no quotes, no spaces, not decoded.',
    setting: 'signingKey',
  },
  token_expired: {
    cause: 'The token had run out',
    remedy: 'Make it right before you redirect, and see whether the clocks agree.',
    setting: null,
  },
  token_not_yet_valid: {
    cause: 'The token isn’t good yet: the app’s clock is ahead',
    remedy: 'Set the clock of the machine that your app runs on.',
    setting: null,
  },
  token_too_old: {
    cause: 'The token was made too long ago',
    remedy: 'Make it right before you redirect, or allow a longer maximum age.',
    setting: 'maxAgeSeconds',
  },
  token_lifetime_missing: {
    cause: 'The token doesn’t say when it was made or when it ends',
    remedy: 'Your app must add “iat”, or “exp”.',
    setting: null,
  },
  token_lifetime_too_long: {
    cause: 'The token would be good for more than ten minutes',
    remedy: 'Your app must add “iat”, or shorten “exp”.',
    setting: null,
  },
  token_audience: {
    cause: 'The token was made for another site',
    remedy: 'Its “aud” must be what is set here or, with nothing set, this site’s address.',
    setting: 'audience',
  },
  token_issuer: {
    cause: 'The token comes from another app than the one expected',
    remedy: 'Its “iss” must be exactly the issuer that is set here.',
    setting: 'issuer',
  },
  token_replayed: {
    cause: 'The token had been used before',
    remedy: 'Each works once. If it wasn’t a reload, your app hands the same one out twice.',
    setting: null,
  },
  claim_invalid: {
    cause: 'A claim in the token has an invalid value',
    remedy: 'The details name the claim and what it must be.',
    setting: null,
  },
  email_missing: {
    cause: 'The token has no email address in the expected claim',
    remedy: 'Set “Email attribute” to the claim in which your app sends it.',
    setting: 'emailAttribute',
  },
  email_invalid: {
    cause: 'The email address in the token is invalid',
    remedy: 'Your app must send one plain address, such as ada@example.com.',
    setting: 'emailAttribute',
  },
  email_unverified: {
    cause: 'The email address is not verified in your app',
    remedy: 'The person must verify it there. “email_verified” must be true or absent.',
    setting: null,
  },
  groups_missing: {
    cause: 'The token has no groups, and they are required',
    remedy: 'Have the app send them, or choose what happens without.',
    setting: 'missingGroupsClaim',
  },
  state_mismatch: {
    cause:
      'The sign-in was begun in another browser or too long ago, or the browser keeps no cookies',
    remedy:
      'Your app must hand “state” back as it got it; else the person allows cookies, and starts again.',
    setting: null,
  },
  nonce_mismatch: {
    cause: 'The provider’s answer belongs to another sign-in',
    remedy: 'The provider must repeat the “nonce” it was sent.',
    setting: 'tokenEndpoint',
  },
  unsolicited: {
    cause: 'The sign-in didn’t begin here, and such ones are refused',
    remedy: 'Start from this site, or allow sign-ins that begin in your app.',
    setting: 'idpInitiated',
  },
  pkce_required: {
    cause: 'The token has no “code_challenge”, which the flow with PKCE asks for',
    remedy: 'Your app must copy “code_challenge” into the token, or choose the other flow.',
    setting: 'flow',
  },
  pkce_mismatch: {
    cause: 'The token was made for another browser or sign-in, or the browser keeps no cookies',
    remedy: 'If your app copies “code_challenge” as it got it, somebody may have passed a link on.',
    setting: 'flow',
  },
  ticket_invalid: {
    cause: 'What waited for this browser had run out or was another’s',
    remedy: 'The person starts again.',
    setting: null,
  },
  framing_refused: {
    cause: 'Inside another site’s page the sign-in would have had to be confirmed',
    remedy: 'The person opens the page in a tab of its own.',
    setting: null,
  },
  provider_refused: {
    cause: 'Your app or provider said no',
    remedy: 'Where the sign-in began here, the details have its own words.',
    setting: null,
  },
  account_not_found: {
    cause: 'Nobody has this account, and none is made at sign-in',
    remedy: 'Add the person, or let accounts be made on first sign-in.',
    setting: 'userProvisioning',
  },
  account_not_linked: {
    cause: 'The account has a password, and is kept apart from JWT',
    remedy: 'Choose whose accounts may be met by a token.',
    setting: 'linkExisting',
  },
  account_limit: {
    cause: 'The limit of active accounts is reached',
    remedy: 'Deactivate somebody, or raise the limit.',
    setting: 'accountLimit',
  },
  account_deactivated: {
    cause: 'The account is deactivated',
    remedy: 'Reactivate the person, or let a sign-in do it.',
    setting: 'reactivateOnSignIn',
  },
  email_taken: {
    cause: 'Another account has the person’s new email',
    remedy: 'Delete one of the two accounts.',
    setting: null,
  },
  identity_conflict: {
    cause: 'The account with this email is bound to another “sub”',
    remedy:
      'If it is the same person, release the binding on the person’s page. After a change of identity provider, release all bindings in the JWT settings.',
    setting: null,
  },
  too_many_attempts: {
    cause: 'There were too many attempts in a short time',
    remedy: 'Wait; if it was nobody you know, somebody is guessing.',
    setting: null,
  },
  code_exchange_failed: {
    cause: 'The token endpoint didn’t answer as it should',
    remedy: 'The details say what came back. See address, client ID and key.',
    setting: 'tokenEndpoint',
  },
  invalid_credentials: {
    cause: 'The e-mail address or the password was wrong',
    remedy: 'Reset the password on the person’s page if it is forgotten.',
    setting: null,
  },
  password_login_disabled: {
    cause: 'Somebody tried a password, and password login is off',
    remedy: 'They sign in through your app.',
    setting: null,
  },
};

/** Where a claim is refused, the check tells which kind of claim, and so which setting has its key. */
const claimSettings: Readonly<Record<string, JwtSettingName>> = {
  I2: 'emailAttribute',
  I3: 'firstNameAttribute',
  G1: 'groupsAttribute',
};

/**
 * What to say to an administrator about a refusal; a code of a newer server stands for itself.
 *
 * @param check the rule that failed, such as `F5`, where it is known
 */
export function refusalWords(code: string, check: string | null = null): RefusalWords {
  if (code === 'claim_invalid')
    return { ...words.claim_invalid, setting: claimSettings[check ?? ''] ?? null };
  return Object.hasOwn(words, code)
    ? words[code as LoggedCode]
    : { cause: `Refused: ${code}`, remedy: 'The details say more.', setting: null };
}

/** Every reason to filter by, in words. */
export const refusalReasons = Object.entries(words)
  .map(([value, { cause }]) => ({ value, label: cause }))
  .sort((a, b) => a.label.localeCompare(b.label));
