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
