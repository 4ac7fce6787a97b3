import { jwtVariableName } from '@dashboard/contract';
import type { Site } from '../site.ts';
import { defaultJwtSettings, type JwtSettings, jwtSettingsFaults } from './jwt-settings.ts';

/** Settings that are judged together: where one is at fault, another of them may be the one to mend. */
const together: Readonly<Record<string, readonly (keyof JwtSettings)[]>> = {
  issuer: ['tokenEndpoint'],
  emailAttribute: ['firstNameAttribute', 'lastNameAttribute', 'groupsAttribute'],
};

/**
 * What is wrong with the JWT settings that the environment has set, in the light of what administrators
 * have: nobody could mend it in the admin area.
 *
 * @param stored what administrators have set
 * @returns a sentence for each, with the variable's name
 */
export function environmentFaults(
  locks: Readonly<Record<string, unknown>>,
  stored: Partial<JwtSettings>,
  site: Site,
): string[] {
  const settings = { ...defaultJwtSettings, ...stored, ...locks };
  // A key or an address that is missing yet is the administrators' to set.
  const faults = jwtSettingsFaults({ ...settings, enabled: false }, true, site);
  return Object.entries(faults).flatMap(([name, fault]) => {
    const locked = [name, ...(together[name] ?? [])].find((one) => one in locks);
    return locked === undefined ? [] : [`${jwtVariableName(locked)}: ${fault}`];
  });
}
