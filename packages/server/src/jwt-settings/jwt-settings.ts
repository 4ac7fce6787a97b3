import { isIP } from 'node:net';
import {
  appAddressFault,
  appAddressWarning,
  endpointAddressFault,
  type JwtSettingsInput,
  signingKeyWarning,
} from '@dashboard/contract';
import { hostOf, isForbiddenAddress } from '../outbound/outside-address.ts';
import type { Site } from '../site.ts';

/**
 * The settings of sign-in through the authentication app (`docs/sso-protocol.md`); the contract
 * documents each.
 */
export type JwtSettings = DeepReadonly<Omit<JwtSettingsInput, 'signingKey'>>;

type DeepReadonly<T> = { readonly [K in keyof T]: DeepReadonly<T[K]> };

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

const addressSettings = [
  ['identityProviderUri', appAddressFault],
  ['tokenEndpoint', endpointAddressFault],
  ['logoutUri', appAddressFault],
] as const;

/**
 * Validates the settings as a whole.
 *
 * @param hasKey whether a current signing key exists
 * @returns setting → error; empty for valid settings
 */
export function jwtSettingsFaults(
  settings: JwtSettings,
  hasKey: boolean,
  site: Site,
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const [name, faultOf] of addressSettings) {
    const address = settings[name];
    const fault = address === null ? null : faultOf(address, site.address);
    if (fault !== null) faults[name] = fault;
  }
  const { tokenEndpoint } = settings;
  if (tokenEndpoint !== null && isForbidden(tokenEndpoint))
    faults.tokenEndpoint = 'Dashboard sends no requests to this address.';
  if (settings.enabled && settings.identityProviderUri === null) {
    faults.identityProviderUri =
      'Enter the address of your app’s sign-in page before you enable JWT.';
  }
  if (settings.enabled && !hasKey)
    faults.signingKey = 'Enter or generate the signing key before you enable JWT.';
  if (settings.tokenEndpoint !== null && settings.issuer === null)
    faults.issuer = 'The issuer is required with a token endpoint.';
  const keys = [
    settings.emailAttribute,
    settings.firstNameAttribute,
    settings.lastNameAttribute,
    settings.groupsAttribute,
  ];
  if (new Set(keys).size < keys.length)
    faults.emailAttribute = 'Each attribute needs a different claim.';
  return faults;
}

/**
 * Warnings about valid settings.
 *
 * @param key the current signing key, or null
 * @returns setting → warning
 */
export function jwtSettingsWarnings(
  settings: Pick<JwtSettings, 'identityProviderUri'>,
  key: string | null,
): Record<string, string> {
  const warnings = {
    identityProviderUri: appAddressWarning(settings.identityProviderUri ?? ''),
    signingKey: key === null ? null : signingKeyWarning(key),
  };
  return Object.fromEntries(
    Object.entries(warnings).flatMap(([name, warning]) =>
      warning === null ? [] : [[name, warning]],
    ),
  );
}

/** An IP address that Dashboard never connects to (C4). */
function isForbidden(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const host = hostOf(new URL(address));
  return isIP(host) !== 0 && isForbiddenAddress(host);
}

/** Enabled and complete: sign-in through JWT works only then (S7). */
export function isJwtUsable(settings: JwtSettings, hasKey: boolean): boolean {
  return settings.enabled && settings.identityProviderUri !== null && hasKey;
}
