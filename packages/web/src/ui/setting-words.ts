import type { GeneralSettingsInput, JwtSettingsInput } from '@dashboard/contract';

/** What each setting is called where it is set. */
export const settingWords: Readonly<
  Record<keyof JwtSettingsInput | keyof GeneralSettingsInput, string>
> = {
  enabled: 'Enabled',
  identityProviderUri: 'JWT Identity Provider URI',
  signingKey: 'Shared key',
  flow: 'Flow',
  idpInitiated: 'Sign-ins that don’t begin here',
  tokenEndpoint: 'Token endpoint',
  clientId: 'Client ID',
  clientAuthentication: 'Client authentication',
  scope: 'Scope',
  logoutUri: 'Sign-out address',
  issuer: 'Issuer',
  audience: 'Audience',
  maxAgeSeconds: 'Maximum age in seconds',
  emailAttribute: 'Email attribute',
  firstNameAttribute: 'First name attribute',
  lastNameAttribute: 'Last name attribute',
  groupsAttribute: 'Group assignment attribute',
  userProvisioning: 'Create accounts on first sign-in',
  linkExisting: 'Accounts that have a password',
  reactivateOnSignIn: 'Activate deactivated accounts when they sign in',
  accountLimit: 'Account limit',
  groupSync: 'Synchronize group memberships',
  groupMappings: 'Group mappings',
  missingGroupsClaim: 'When the token has no groups',
  siteName: 'Name of this site',
  siteAddress: 'Address of this site',
  sessionMaxAgeSeconds: 'Sessions end, in seconds',
  sessionIdleSeconds: 'Sessions without use end, in seconds',
  logRetentionDays: 'Days that logs are kept',
  embeddingOrigins: 'Sites that may embed questions',
};

type Choice = 'flow' | 'idpInitiated' | 'linkExisting' | 'missingGroupsClaim';

/** What may be chosen, in words. */
export const choiceWords: {
  readonly [K in Choice]: Readonly<Record<JwtSettingsInput[K], string>>;
} = {
  flow: {
    authorization_code: 'Authorization Code Flow',
    authorization_code_pkce: 'Authorization Code Flow with PKCE',
  },
  idpInitiated: { allow: 'Allow', confirm: 'Ask the person first', refuse: 'Refuse' },
  linkExisting: {
    everyone: 'May sign in through JWT too',
    not_administrators: 'May too, but for administrators',
    nobody: 'Are kept apart from JWT',
  },
  missingGroupsClaim: {
    keep: 'Keep the person’s groups',
    clear: 'Take the person out of the mapped groups',
    refuse: 'Refuse the sign-in',
  },
};

/** The same for a field to choose from. */
export function choicesOf(name: Choice): { readonly value: string; readonly label: string }[] {
  return Object.entries(choiceWords[name]).map(([value, label]) => ({ value, label }));
}
