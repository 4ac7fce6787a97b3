import { type JwtSettingsPatch, readSigningKey } from '@dashboard/contract';

/** A change as it is stored: without white space at the ends of texts. */
export interface NormalizedPatch {
  readonly patch: JwtSettingsPatch;
  /** Setting → error. */
  readonly faults: Readonly<Record<string, string>>;
}

const optional = new Set([
  'identityProviderUri',
  'tokenEndpoint',
  'logoutUri',
  'issuer',
  'audience',
]);
const required = new Set([
  'clientId',
  'scope',
  'emailAttribute',
  'firstNameAttribute',
  'lastNameAttribute',
  'groupsAttribute',
]);

/**
 * Trims every text of a change (N1 for the keys). A blank optional setting counts as none; a blank
 * required one is an error.
 */
export function normalizePatch(patch: JwtSettingsPatch): NormalizedPatch {
  const faults: Record<string, string> = {};
  const entries = Object.entries(patch).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    if (name === 'signingKey' || name === 'currentSigningKey') return [name, readSigningKey(value)];
    const text = value.trim();
    if (text === '' && required.has(name)) faults[name] = 'This is required.';
    return [name, text === '' && optional.has(name) ? null : text];
  });
  const normalized: JwtSettingsPatch = Object.fromEntries(entries);
  if (normalized.groupMappings === undefined) return { patch: normalized, faults };
  const mappings = normalizeMappings(normalized.groupMappings);
  if ('fault' in mappings) {
    faults.groupMappings = mappings.fault;
    return { patch: normalized, faults };
  }
  return { patch: { ...normalized, groupMappings: mappings.mappings }, faults };
}

/** Trims the names of group mappings. @returns an error for each instead if two become equal */
export function normalizeMappings<T>(
  mappings: Readonly<Record<string, T>>,
): { readonly mappings: Record<string, T> } | { readonly fault: string } {
  const trimmed = new Map<string, T>();
  for (const [text, groups] of Object.entries(mappings)) {
    const name = text.trim();
    if (name === '') return { fault: 'Enter a name for each mapping.' };
    if (trimmed.has(name)) return { fault: `The name “${name}” appears twice.` };
    trimmed.set(name, groups);
  }
  return { mappings: Object.fromEntries(trimmed) };
}
