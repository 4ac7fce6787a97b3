import {
  appAddressFault,
  appAddressWarning,
  endpointAddressFault,
  type JwtSettings,
  type JwtSettingsInput,
  type JwtSettingsPatch,
  signingKeyFault,
  signingKeyWarning,
} from '@dashboard/contract';

/** What the form edits. An empty text means that the setting has no value. */
export type JwtDraft = {
  readonly [Name in keyof JwtSettingsInput]: DraftOf<JwtSettingsInput[Name]>;
};

/** A field can be empty where the setting is a number or can be null. */
type DraftOf<Value> = number extends Value
  ? number | ''
  : null extends Value
    ? NonNullable<Value> | ''
    : Value;

/** The settings as the form shows them, without a key: reading the settings never returns the saved one. */
export function draftOf(settings: JwtSettings): JwtDraft {
  const { warnings, lockedByEnvironment, ...values } = settings;
  const drafts = Object.entries(values).map(([name, value]) => [name, value ?? '']);
  return { ...(Object.fromEntries(drafts) as JwtDraft), signingKey: '' };
}

/** The changed settings as the API expects them. An empty text removes an optional setting. */
export function patchOf(saved: JwtDraft, draft: JwtDraft): JwtSettingsPatch {
  const names = Object.keys(draft) as (keyof JwtDraft)[];
  const changed = names.filter(
    (name) => !isSame(draft[name], saved[name]) && !isBlankKey(name, draft),
  );
  return Object.fromEntries(
    changed.map((name) => [name, asSent(name, draft[name])]),
  ) as JwtSettingsPatch;
}

/** White space alone is not a key. */
function isBlankKey(name: keyof JwtDraft, draft: JwtDraft): boolean {
  return name === 'signingKey' && draft.signingKey.trim() === '';
}

/** Compares two values, mappings by their content. */
export function isSame(one: JwtDraft[keyof JwtDraft], other: JwtDraft[keyof JwtDraft]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

const attributes: readonly (keyof JwtDraft)[] = [
  'emailAttribute',
  'firstNameAttribute',
  'lastNameAttribute',
  'groupsAttribute',
];
const required = new Set<keyof JwtDraft>([...attributes, 'clientId', 'scope']);
const addresses = new Set<keyof JwtDraft>(['identityProviderUri', 'tokenEndpoint', 'logoutUri']);

/** The error that the server would report for a field, or undefined. @param siteAddress the address of this site */
export function draftFault(
  name: keyof JwtDraft,
  draft: JwtDraft,
  siteAddress: string,
): string | undefined {
  const text = String(draft[name]).trim();
  if (required.has(name) && text === '') return 'This is required.';
  if (name === 'signingKey') return text === '' ? undefined : (signingKeyFault(text) ?? undefined);
  if (isShared(name, draft)) return 'Each attribute needs a different claim.';
  if (!addresses.has(name) || text === '') return undefined;
  const faultOf = name === 'tokenEndpoint' ? endpointAddressFault : appAddressFault;
  return faultOf(text, siteAddress) ?? undefined;
}

/** What to know about a field that is valid, or undefined. */
export function draftWarning(name: keyof JwtDraft, draft: JwtDraft): string | undefined {
  if (name === 'signingKey') return keyWarning(draft.signingKey.trim());
  if (name !== 'identityProviderUri') return undefined;
  return appAddressWarning(draft.identityProviderUri.trim()) ?? undefined;
}

function keyWarning(key: string): string | undefined {
  if (key === '' || signingKeyFault(key) !== null) return undefined;
  return signingKeyWarning(key) ?? undefined;
}

/** Whether another attribute uses the same claim. */
function isShared(name: keyof JwtDraft, draft: JwtDraft): boolean {
  const others = attributes.filter((other) => other !== name);
  return attributes.includes(name) && others.some((other) => draft[other] === draft[name]);
}

const optional = new Set<keyof JwtDraft>([
  'identityProviderUri',
  'tokenEndpoint',
  'logoutUri',
  'issuer',
  'audience',
  'accountLimit',
]);

function asSent(name: keyof JwtDraft, value: JwtDraft[keyof JwtDraft]) {
  const text = typeof value === 'string' ? value.trim() : value;
  return text === '' && optional.has(name) ? null : text;
}
