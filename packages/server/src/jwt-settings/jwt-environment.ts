import {
  JwtSettingsInput,
  jwtVariableName,
  readSigningKey,
  signingKeyFault,
} from '@dashboard/contract';
import type { JwtSettings } from './jwt-settings.ts';
import { normalizeMappings } from './normalize-patch.ts';

/** JWT settings that the environment has set: they win, and the admin area shows them locked. */
export type JwtEnvironment = Partial<Omit<JwtSettings, 'groupMappings'>> & {
  readonly signingKey?: string;
  readonly previousSigningKey?: string;
  /** By group name or id; resolved to ids at the start. */
  readonly groupMappings?: Readonly<Record<string, readonly (string | number)[]>>;
};

export interface JwtVariable {
  readonly name: string;
  readonly setting: keyof JwtEnvironment;
  readonly kind: 'yes-no' | 'integer' | 'text' | 'key' | 'choice' | 'mappings';
  readonly choices?: readonly string[];
  readonly range?: readonly [number, number];
  readonly expected: string;
}

const text = { kind: 'text', expected: 'a text of at most 2048 characters' } as const;
const visible = { ...text, expected: 'a text of at most 255 characters in visible ASCII' } as const;
const claimKey = { ...text, expected: 'a text of at most 255 characters' } as const;
const scope = { ...text, expected: 'words in ASCII, at most 1000 characters' } as const;
const yesNo = { kind: 'yes-no', expected: 'true or false' } as const;
const key = {
  kind: 'key',
  expected: 'a text of at least 32 bytes, with at least 10 different characters',
} as const;

function choice(...choices: string[]) {
  return { kind: 'choice', choices, expected: `one of ${choices.join(', ')}` } as const;
}

/** `DASHBOARD_JWT_<SETTING IN CAPITALS>` for every JWT setting. */
export const jwtVariables: readonly JwtVariable[] = (
  [
    ['enabled', yesNo],
    ['identityProviderUri', text],
    ['signingKey', key],
    ['previousSigningKey', key],
    ['flow', choice('authorization_code', 'authorization_code_pkce')],
    ['idpInitiated', choice('allow', 'confirm', 'refuse')],
    ['tokenEndpoint', text],
    ['clientId', visible],
    [
      'clientAuthentication',
      choice('client_secret_basic', 'client_secret_post', 'client_secret_jwt'),
    ],
    ['scope', scope],
    ['logoutUri', text],
    ['issuer', text],
    ['audience', text],
    [
      'maxAgeSeconds',
      { kind: 'integer', range: [10, 3600], expected: 'a whole number of seconds from 10 to 3600' },
    ],
    ['emailAttribute', claimKey],
    ['firstNameAttribute', claimKey],
    ['lastNameAttribute', claimKey],
    ['groupsAttribute', claimKey],
    ['userProvisioning', yesNo],
    ['linkExisting', choice('everyone', 'not_administrators', 'nobody')],
    ['reactivateOnSignIn', yesNo],
    ['accountLimit', { kind: 'integer', range: [1, 1e9], expected: 'a whole number from 1' }],
    ['groupSync', yesNo],
    [
      'groupMappings',
      {
        kind: 'mappings',
        expected:
          'JSON such as {"eng":["Engineers"]}: names in the token, each with group names or ids',
      },
    ],
    ['missingGroupsClaim', choice('keep', 'clear', 'refuse')],
  ] as const
).map(([setting, rule]) => ({ name: jwtVariableName(setting), setting, ...rule }));

/** @returns the setting's value, or undefined where the text isn't one */
export function readJwtVariable(variable: JwtVariable, value: string): unknown {
  switch (variable.kind) {
    case 'yes-no':
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'integer':
      return readInteger(value, ...(variable.range ?? ([0, 0] as const)));
    case 'text':
      return isText(variable.setting, value) ? value : undefined;
    case 'key':
      return signingKeyFault(readSigningKey(value)) === null ? readSigningKey(value) : undefined;
    case 'choice':
      return variable.choices?.includes(value) ? value : undefined;
    case 'mappings':
      return readMappings(value);
  }
}

/** As the API takes it. */
function isText(setting: keyof JwtEnvironment, value: string): boolean {
  const schema: object = setting in texts ? texts[setting as keyof typeof texts] : {};
  const { minLength = 0, maxLength = 2048, pattern = '' } = schema as TextSchema;
  return (
    value.length >= minLength && value.length <= maxLength && new RegExp(pattern, 'u').test(value)
  );
}

interface TextSchema {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

const texts = JwtSettingsInput.properties;

/** @returns a whole number in decimal digits from `min` to `max`, or undefined where the text is none */
export function readInteger(text: string, min: number, max: number): number | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

function readMappings(value: string): Record<string, (string | number)[]> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    if (!isMappings(parsed)) return undefined;
    const normalized = normalizeMappings(parsed);
    return 'fault' in normalized ? undefined : trimGroups(normalized.mappings);
  } catch {
    return undefined;
  }
}

function isMappings(value: unknown): value is Record<string, (string | number)[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (groups) => Array.isArray(groups) && groups.every(isGroupReference),
  );
}

function trimGroups(
  mappings: Readonly<Record<string, readonly (string | number)[]>>,
): Record<string, (string | number)[]> {
  const trimmed = (group: string | number) => (typeof group === 'string' ? group.trim() : group);
  return Object.fromEntries(
    Object.entries(mappings).map(([name, groups]) => [name, groups.map(trimmed)]),
  );
}

function isGroupReference(value: unknown): boolean {
  return typeof value === 'string'
    ? value.trim() !== ''
    : Number.isInteger(value) && (value as number) > 0;
}
