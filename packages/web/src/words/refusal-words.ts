import type { SignInErrorCode } from '@dashboard/contract';
import type { JwtSettingName } from './setting-anchor.ts';

/** A code that the sign-in log can have. */
export type LoggedCode = SignInErrorCode | 'invalid_credentials' | 'password_login_disabled';

export interface RefusalWords {
  /** Why the sign-in was refused, for a reader who doesn't know the RFCs. */
  readonly cause: string;
  /** How to solve it. */
  readonly remedy: string;
  /** The setting that decides it, or null if it is the app, the browser or the person. */
  readonly setting: JwtSettingName | null;
}

const words: Record<LoggedCode, RefusalWords> = {
  parameter_invalid: {
    cause: 'The redirect from your app has missing or repeated parameters',
    remedy: 'Your app must send one “jwt”, and each parameter once. The details list what it sent.',
    setting: 'identityProviderUri',
  },
  return_to_invalid: {
    cause: 'The return address is outside this site',
    remedy: 'Your app must return “return_to” unchanged.',
    setting: null,
  },
  sso_not_configured: {
    cause: 'JWT is disabled, or its address or key is missing',
    remedy: 'Set the address and the key, then enable JWT.',
    setting: 'enabled',
  },
  cookies_blocked: {
    cause: 'The browser blocks cookies, so sign-in went in a loop',
    remedy: 'The person must allow cookies for this site.',
    setting: null,
  },
  code_not_expected: {
    cause: 'Your app sent a code, but no token endpoint is set',
    remedy: 'Set the token endpoint, or change your app to send a token.',
    setting: 'tokenEndpoint',
  },
  front_channel_disabled: {
    cause: 'Your app sent a token, but this site accepts codes only',
    remedy: 'Change your app to send a code, or remove the token endpoint.',
    setting: 'tokenEndpoint',
  },
  token_malformed: {
    cause: 'The token is malformed',
    remedy: 'Paste a token from your app under “Check a token”.',
    setting: null,
  },
  token_algorithm: {
    cause: 'The token’s header is not supported',
    remedy: 'Sign with HS256 and the signing key. The details name what the header has.',
    setting: 'signingKey',
  },
  token_signature: {
    cause: 'The token was not signed with the signing key',
    remedy: 'Give your app exactly the key that is set here: no quotes, no spaces, not decoded.',
    setting: 'signingKey',
  },
  token_expired: {
    cause: 'Token expired',
    remedy: 'Create the token right before the redirect, and check the clock of your app’s server.',
    setting: null,
  },
  token_not_yet_valid: {
    cause: 'Token not yet valid: the app’s clock is ahead',
    remedy: 'Set the clock of your app’s server.',
    setting: null,
  },
  token_too_old: {
    cause: 'Token older than the maximum age',
    remedy: 'Create the token right before the redirect, or allow a longer maximum age.',
    setting: 'maxAgeSeconds',
  },
  token_lifetime_missing: {
    cause: 'The token has neither “iat” nor “exp”',
    remedy: 'Your app must add “iat” or “exp”.',
    setting: null,
  },
  token_lifetime_too_long: {
    cause: 'Token lifetime exceeds ten minutes',
    remedy: 'Your app must add “iat”, or shorten “exp”.',
    setting: null,
  },
  token_audience: {
    cause: 'The token is for another audience',
    remedy: 'Its “aud” must be the audience set here or, if none is set, this site’s address.',
    setting: 'audience',
  },
  token_issuer: {
    cause: 'The token is from another issuer',
    remedy: 'Its “iss” must be exactly the issuer that is set here.',
    setting: 'issuer',
  },
  token_replayed: {
    cause: 'The token was already used',
    remedy: 'Tokens are single-use. Your app may be sending the same token twice.',
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
    remedy: 'Your app must send them, or change the setting for tokens without groups.',
    setting: 'missingGroupsClaim',
  },
  state_mismatch: {
    cause:
      'The sign-in was started in another browser or too long ago, or the browser blocks cookies',
    remedy: 'Your app must return “state” unchanged. The person allows cookies and starts again.',
    setting: null,
  },
  nonce_mismatch: {
    cause: 'The provider’s response belongs to another sign-in',
    remedy: 'The provider must return the “nonce” it was sent.',
    setting: 'tokenEndpoint',
  },
  unsolicited: {
    cause: 'IdP-initiated sign-in is disabled',
    remedy: 'Start from this site, or allow IdP-initiated sign-in.',
    setting: 'idpInitiated',
  },
  pkce_required: {
    cause: 'The token has no “code_challenge”, which the flow with PKCE requires',
    remedy: 'Your app must copy “code_challenge” into the token, or select the other flow.',
    setting: 'flow',
  },
  pkce_mismatch: {
    cause: 'The token belongs to another browser or sign-in, or the browser blocks cookies',
    remedy: 'If your app copies “code_challenge” unchanged, the link may have been forwarded.',
    setting: 'flow',
  },
  ticket_invalid: {
    cause: 'The sign-in step expired or belongs to another browser',
    remedy: 'The person must start again.',
    setting: null,
  },
  framing_refused: {
    cause: 'Confirmation isn’t possible in an iframe',
    remedy: 'The person opens the page in a new tab.',
    setting: null,
  },
  provider_refused: {
    cause: 'Your app or identity provider returned an error',
    remedy: 'See the details.',
    setting: null,
  },
  account_not_found: {
    cause: 'The account does not exist, and accounts are not created at sign-in',
    remedy: 'Add the person, or create accounts on first sign-in.',
    setting: 'userProvisioning',
  },
  account_not_linked: {
    cause: 'The account has a password and is not linked to JWT',
    remedy: 'Change which accounts can be linked.',
    setting: 'linkExisting',
  },
  account_limit: {
    cause: 'The limit of active accounts is reached',
    remedy: 'Deactivate an account, or raise the limit.',
    setting: 'accountLimit',
  },
  account_deactivated: {
    cause: 'The account is deactivated',
    remedy: 'Reactivate the person, or allow sign-ins to reactivate accounts.',
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
    cause: 'Too many attempts in a short time',
    remedy: 'Wait. If you don’t know the person, this may be an attempt to guess a password.',
    setting: null,
  },
  code_exchange_failed: {
    cause: 'The token endpoint did not respond as expected',
    remedy: 'See the details. Check address, client ID and key.',
    setting: 'tokenEndpoint',
  },
  invalid_credentials: {
    cause: 'Wrong email or password',
    remedy: 'If the password is forgotten, reset it on the person’s page.',
    setting: null,
  },
  password_login_disabled: {
    cause: 'Password sign-in while password login is disabled',
    remedy: 'The person must sign in through your app.',
    setting: null,
  },
};

/** If a claim is refused, the check says which kind of claim, and so which setting has its key. */
const claimSettings: Readonly<Record<string, JwtSettingName>> = {
  I2: 'emailAttribute',
  I3: 'firstNameAttribute',
  G1: 'groupsAttribute',
};

/**
 * What an administrator sees about a refusal. A code of a newer server is shown as it is.
 *
 * @param check the rule that failed, such as `F5`, where it is known
 */
export function refusalWords(code: string, check: string | null = null): RefusalWords {
  if (code === 'claim_invalid')
    return { ...words.claim_invalid, setting: claimSettings[check ?? ''] ?? null };
  return Object.hasOwn(words, code)
    ? words[code as LoggedCode]
    : { cause: `Refused: ${code}`, remedy: 'See the details.', setting: null };
}

const reasonGroups: Readonly<Record<string, readonly LoggedCode[]>> = {
  'Token and key': [
    ...(['token_signature', 'token_expired', 'token_too_old', 'token_not_yet_valid'] as const),
    ...(['token_lifetime_missing', 'token_lifetime_too_long', 'token_replayed'] as const),
    ...(['token_malformed', 'token_algorithm', 'token_audience', 'token_issuer'] as const),
  ],
  'Claims and account': [
    ...(['email_missing', 'email_invalid', 'email_unverified', 'claim_invalid'] as const),
    ...(['groups_missing', 'account_not_found', 'account_not_linked', 'account_limit'] as const),
    ...(['account_deactivated', 'email_taken', 'identity_conflict'] as const),
  ],
  Password: ['invalid_credentials', 'password_login_disabled', 'too_many_attempts'],
};

const grouped = new Set(Object.values(reasonGroups).flat());

/** Every reason to filter by, the usual ones first. */
export const refusalReasons = Object.entries({
  ...reasonGroups,
  'Redirects, browser and settings': (Object.keys(words) as LoggedCode[]).filter(
    (code) => !grouped.has(code),
  ),
}).map(([group, codes]) => ({
  group,
  items: codes.map((code) => ({ value: code, label: words[code].cause })),
}));
