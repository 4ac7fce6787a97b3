import { isLoopback, jwtVariableName } from '@dashboard/contract';
import type { Site } from '../site.ts';
import type { JwtEnvironment } from './jwt-environment.ts';
import {
  defaultJwtSettings,
  type JwtSettings,
  jwtSettingsFaults,
  jwtSettingsWarnings,
} from './jwt-settings.ts';

/** Settings that are validated together: an error in one may have to be fixed in another. */
const together: Readonly<Record<string, readonly (keyof JwtSettings)[]>> = {
  issuer: ['tokenEndpoint'],
  emailAttribute: ['firstNameAttribute', 'lastNameAttribute', 'groupsAttribute'],
};

/**
 * Errors in the JWT settings of the environment, together with those that administrators have set.
 * They can't be fixed in the admin area.
 *
 * @param stored the settings that administrators have set
 * @returns a sentence for each, with the variable's name
 */
export function environmentFaults(
  locks: Readonly<Record<string, unknown>>,
  stored: Partial<JwtSettings>,
  site: Site,
): string[] {
  const settings = { ...defaultJwtSettings, ...stored, ...locks };
  // Administrators can still set a missing key or address.
  const faults = jwtSettingsFaults({ ...settings, enabled: false }, true, site);
  return Object.entries(faults).flatMap(([name, fault]) => {
    const locked = [name, ...(together[name] ?? [])].find((one) => one in locks);
    return locked === undefined ? [] : [`${jwtVariableName(locked)}: ${fault}`];
  });
}

/**
 * Warnings about valid JWT settings of the environment. An app and a site on the same machine need
 * no warning.
 *
 * @returns a sentence for each, with the variable's name
 */
export function jwtEnvironmentWarnings(
  { identityProviderUri = null, signingKey }: JwtEnvironment,
  site: Site,
): string[] {
  const isLocal = [site.address, identityProviderUri ?? ''].every(
    (text) => URL.canParse(text) && isLoopback(new URL(text).hostname),
  );
  const warnings = jwtSettingsWarnings(
    { identityProviderUri: isLocal ? null : identityProviderUri },
    signingKey ?? null,
  );
  return Object.entries(warnings).map(([name, warning]) => `${jwtVariableName(name)}: ${warning}`);
}
