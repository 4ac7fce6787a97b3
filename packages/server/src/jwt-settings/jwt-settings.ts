import { isIP } from 'node:net';
import { appAddressFault } from '@dashboard/contract';
import { hostOf, isForbiddenAddress } from '../outbound/outside-address.ts';
import type { Site } from '../site.ts';

/** How people sign in through the authentication app; the protocol's words (`docs/sso-protocol.md`). */
export interface JwtSettings {
  readonly enabled: boolean;
  readonly identityProviderUri: string | null;
  readonly flow: 'authorization_code' | 'authorization_code_pkce';
  /** What becomes of a token whose sign-in didn't begin here (F7). */
  readonly idpInitiated: 'allow' | 'confirm' | 'refuse';
  /** Where codes are taken to; null for the front channel (section 4). */
  readonly tokenEndpoint: string | null;
  readonly clientId: string;
  readonly clientAuthentication: 'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt';
  readonly scope: string;
  readonly logoutUri: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly maxAgeSeconds: number;
  readonly emailAttribute: string;
  readonly firstNameAttribute: string;
  readonly lastNameAttribute: string;
  readonly groupsAttribute: string;
  readonly userProvisioning: boolean;
  readonly linkExisting: 'everyone' | 'not_administrators' | 'nobody';
  readonly reactivateOnSignIn: boolean;
  readonly accountLimit: number | null;
  readonly groupSync: boolean;
  /** Name in the token → ids of the groups it puts people in. */
  readonly groupMappings: Readonly<Record<string, readonly number[]>>;
  readonly missingGroupsClaim: 'keep' | 'clear' | 'refuse';
}

export const defaultJwtSettings: JwtSettings = {
  enabled: false,
  identityProviderUri: null,
  flow: 'authorization_code',
  idpInitiated: 'allow',
  tokenEndpoint: null,
  clientId: 'dashboard',
  clientAuthentication: 'client_secret_basic',
  scope: 'openid email profile',
  logoutUri: null,
  issuer: null,
  audience: null,
  maxAgeSeconds: 180,
  emailAttribute: 'email',
  firstNameAttribute: 'first_name',
  lastNameAttribute: 'last_name',
  groupsAttribute: 'groups',
  userProvisioning: true,
  linkExisting: 'everyone',
  reactivateOnSignIn: false,
  accountLimit: null,
  groupSync: false,
  groupMappings: {},
  missingGroupsClaim: 'keep',
};

/**
 * Looks at the settings as a whole.
 *
 * @param hasKey whether a current signing key exists
 * @returns setting → what is wrong with it; empty where all is well
 */
export function jwtSettingsFaults(
  settings: JwtSettings,
  hasKey: boolean,
  site: Site,
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const name of ['identityProviderUri', 'tokenEndpoint', 'logoutUri'] as const) {
    const address = settings[name];
    const fault = address === null ? null : appAddressFault(address, site.address);
    if (fault !== null) faults[name] = fault;
  }
  if (settings.tokenEndpoint !== null && leadsNowhere(settings.tokenEndpoint))
    faults.tokenEndpoint = 'This address is never asked.';
  if (settings.enabled && settings.identityProviderUri === null) {
    faults.identityProviderUri =
      'Enter the address of your app’s sign-in page before you enable JWT.';
  }
  if (settings.enabled && !hasKey)
    faults.signingKey = 'Generate or enter the shared key before you enable JWT.';
  if (settings.tokenEndpoint !== null && settings.issuer === null)
    faults.issuer = 'With a token endpoint the issuer is required.';
  const keys = [
    settings.emailAttribute,
    settings.firstNameAttribute,
    settings.lastNameAttribute,
    settings.groupsAttribute,
  ];
  if (new Set(keys).size < keys.length)
    faults.emailAttribute = 'Each attribute needs a key of its own.';
  return faults;
}

/** A number in place of a name, of those that nothing of ours connects to (C4). */
function leadsNowhere(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const host = hostOf(new URL(address));
  return isIP(host) !== 0 && isForbiddenAddress(host);
}

/** Enabled and complete: only then does anybody sign in this way (S7). */
export function isJwtUsable(settings: JwtSettings, hasKey: boolean): boolean {
  return settings.enabled && settings.identityProviderUri !== null && hasKey;
}
