import {
  JwtSettingsInput,
  jwtVariableName,
  readSigningKey,
  signingKeyFault,
} from '@dashboard/contract';
import type { JwtSettings } from './jwt-settings.ts';
import { normalizeMappings } from './normalize-patch.ts';

/**
 * JWT settings that the environment has set: they take precedence, and the admin area shows them
 * locked.
 */
export type JwtEnvironment = Partial<Omit<JwtSettings, 'groupMappings'>> & {
  readonly signingKey?: string;
  readonly previousSigningKey?: string;
  /** By group name or id; resolved to ids at the start. */
  readonly groupMappings?: Readonly<Record<string, readonly (string | number)[]>>;
};

/** A variable of the environment that sets a JWT setting. */
export interface JwtVariable {
  readonly name: string;
  readonly setting: keyof JwtEnvironment;
  /** @returns the setting's value, or undefined if the text is invalid */
  readonly read: (text: string) => unknown;
  /** The description of a valid value, for an error message. */
  readonly expected: string;
}

type Reader = Pick<JwtVariable, 'read' | 'expected'>;

const yesNo: Reader = {
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  expected: 'true or false',
};

const key: Reader = {
  read: (text) =>
    signingKeyFault(readSigningKey(text)) === null ? readSigningKey(text) : undefined,
  expected: 'a text of at least 32 bytes, with at least 10 different characters',
};

const mappings: Reader = {
  read: readMappings,
  expected: 'JSON such as {"eng":["Engineers"]}: names in the token, each with group names or ids',
};

/** `DASHBOARD_JWT_<SETTING IN CAPITALS>` for every JWT setting that the API has, read as the API does. */
export const jwtVariables: readonly JwtVariable[] = Object.entries({
  ...Object.fromEntries(
    Object.entries<SettingSchema>(JwtSettingsInput.properties).map(([setting, schema]) => [
      setting,
      readerOf(schema),
    ]),
  ),
  signingKey: key,
  previousSigningKey: key,
  groupMappings: mappings,
}).map(([setting, reader]) => ({
  name: jwtVariableName(setting),
  setting: setting as keyof JwtEnvironment,
  ...reader,
}));

/** The parts of JSON Schema that the settings use. */
interface SettingSchema {
  readonly type?: string;
  readonly anyOf?: readonly SettingSchema[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly description?: string;
}

/**
 * Converts a text to the type in a schema. A variable can't mean null: if it is not set, the
 * setting does not change.
 */
function readerOf(schema: SettingSchema): Reader {
  const [only, ...others] = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (only !== undefined && others.length === 0) return readerOf(only);
  if (only !== undefined) return choice([only, ...others].map((each) => each.const ?? ''));
  if (schema.type === 'boolean') return yesNo;
  return schema.type === 'integer' ? integer(schema) : text(schema);
}

function choice(choices: readonly string[]): Reader {
  return {
    read: (text) => (choices.includes(text) ? text : undefined),
    expected: `one of ${choices.join(', ')}`,
  };
}

function integer({ minimum = 0, maximum }: SettingSchema): Reader {
  return {
    read: (text) => readInteger(text, minimum, maximum ?? 1e9),
    expected: `a whole number from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`,
  };
}

function text({
  minLength = 0,
  maxLength = 2048,
  pattern = '',
  description,
}: SettingSchema): Reader {
  const fits = new RegExp(pattern, 'u');
  const isValid = (value: string) =>
    value.length >= minLength && value.length <= maxLength && fits.test(value);
  return {
    read: (value) => (isValid(value) ? value : undefined),
    expected: `a text of at most ${maxLength} characters${description === undefined ? '' : `: ${description}`}`,
  };
}

/**
 * @returns a whole number in decimal digits from `min` to `max`, or undefined if the text is
 * invalid
 */
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
