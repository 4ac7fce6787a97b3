import type { JwtSettingsPatch } from '@dashboard/contract';
import { StartRefused } from '../start-refused.ts';

/** Metabase's JWT settings of the environment, under our names. */
export interface MetabaseSettings {
  readonly patch: JwtSettingsPatch;
  /** Name in the token → ids of Metabase's groups, which mean nothing here. */
  readonly groupMappings: Readonly<Record<string, readonly number[]>>;
  /** The imported settings: Metabase's variable → our setting. */
  readonly taken: Readonly<Record<string, string>>;
  /** Variables that begin with `MB_JWT_` and have no counterpart. */
  readonly leftOut: readonly string[];
}

const texts = {
  MB_JWT_IDENTITY_PROVIDER_URI: 'identityProviderUri',
  MB_JWT_SHARED_SECRET: 'signingKey',
  MB_JWT_ATTRIBUTE_EMAIL: 'emailAttribute',
  MB_JWT_ATTRIBUTE_FIRSTNAME: 'firstNameAttribute',
  MB_JWT_ATTRIBUTE_LASTNAME: 'lastNameAttribute',
  MB_JWT_ATTRIBUTE_GROUPS: 'groupsAttribute',
} as const;
const switches = {
  MB_JWT_ENABLED: 'enabled',
  MB_JWT_GROUP_SYNC: 'groupSync',
  MB_JWT_USER_PROVISIONING_ENABLED: 'userProvisioning',
} as const;
const mappings = 'MB_JWT_GROUP_MAPPINGS';

/**
 * Reads `MB_JWT_*`. An empty variable counts as absent.
 *
 * @throws StartRefused with every error, a line each
 */
export function readMetabaseEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): MetabaseSettings {
  const faults: string[] = [];
  const patch: Record<string, unknown> = {};
  const taken: Record<string, string> = {};
  for (const [name, setting] of Object.entries({ ...texts, ...switches })) {
    const text = environment[name]?.trim() ?? '';
    if (text === '') continue;
    const value = Object.hasOwn(switches, name) ? readSwitch(text) : text;
    if (value === null) faults.push(`${name} must be true or false.`);
    patch[setting] = value;
    taken[name] = setting;
  }
  const groupMappings = readMappings(environment[mappings]?.trim() ?? '');
  if (groupMappings === null) faults.push(`${mappings} must be JSON such as {"eng":[4]}.`);
  if (faults.length > 0) throw new StartRefused(faults.join('\n'), faults);
  return {
    patch: patch as JwtSettingsPatch,
    groupMappings: groupMappings ?? {},
    taken,
    leftOut: Object.keys(environment).filter((name) => isUnknown(name)),
  };
}

function isUnknown(name: string): boolean {
  const isKnown = Object.hasOwn(texts, name) || Object.hasOwn(switches, name);
  return name.startsWith('MB_JWT_') && name !== mappings && !isKnown;
}

function readSwitch(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}

function readMappings(text: string): Record<string, number[]> | null {
  if (text === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isMappings(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isMappings(value: unknown): value is Record<string, number[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((ids) => Array.isArray(ids) && ids.every(Number.isInteger));
}
