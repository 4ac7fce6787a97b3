import type { GeneralSettingsInput, JwtSettingsInput } from '@dashboard/contract';

/** The label of each setting. */
export const settingWords: Readonly<
  Record<keyof JwtSettingsInput | keyof GeneralSettingsInput, string>
> = {
  enabled: 'Enabled',
  identityProviderUri: 'JWT Identity Provider URI',
  signingKey: 'String used by the JWT signing key',
  flow: 'Flow',
  idpInitiated: 'IdP-initiated sign-in',
  tokenEndpoint: 'Token endpoint',
  clientId: 'Client ID',
  clientAuthentication: 'Client authentication',
  scope: 'Scope',
  logoutUri: 'Sign-out address',
  issuer: 'Issuer',
  audience: 'Audience',
  maxAgeSeconds: 'Maximum age in seconds',
  emailAttribute: 'Email attribute',
  firstNameAttribute: 'First Name attribute',
  lastNameAttribute: 'Last Name attribute',
  groupsAttribute: 'Group assignment attribute',
  userProvisioning: 'Create accounts on first sign-in',
  linkExisting: 'Link JWT sign-ins to existing password accounts',
  reactivateOnSignIn: 'Activate deactivated accounts when they sign in',
  accountLimit: 'Account limit',
  groupSync: 'Synchronize group memberships',
  groupMappings: 'Group mappings',
  missingGroupsClaim: 'If the token has no groups',
  siteName: 'Site name',
  siteAddress: 'Site address',
  sessionMaxAgeSeconds: 'Maximum session length (seconds)',
  sessionIdleSeconds: 'Idle timeout (seconds)',
  logRetentionDays: 'Sign-in log retention (days)',
  embeddingOrigins: 'Sites that may embed questions',
};

type Choice = 'flow' | 'idpInitiated' | 'linkExisting' | 'missingGroupsClaim';

/** The labels of each choice. */
export const choiceWords: {
  readonly [K in Choice]: Readonly<Record<JwtSettingsInput[K], string>>;
} = {
  flow: {
    authorization_code: 'Authorization Code Flow',
    authorization_code_pkce: 'Authorization Code Flow with PKCE',
  },
  idpInitiated: { allow: 'Allow', confirm: 'Ask for confirmation', refuse: 'Refuse' },
  linkExisting: {
    everyone: 'Always',
    not_administrators: 'Except administrators',
    nobody: 'Never',
  },
  missingGroupsClaim: {
    keep: 'Keep current groups',
    clear: 'Remove from mapped groups',
    refuse: 'Refuse sign-in',
  },
};

/** The choices as options of a field. */
export function choicesOf(name: Choice): { readonly value: string; readonly label: string }[] {
  return Object.entries(choiceWords[name]).map(([value, label]) => ({ value, label }));
}
