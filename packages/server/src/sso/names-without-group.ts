import type { GroupName } from '../groups/group-store.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';

/** A name in a token that puts the person in no group. */
export interface NameWithoutGroup {
  readonly name: string;
  /** What is probably wrong with it, or null. */
  readonly hint: string | null;
}

/**
 * Finds the names in a token that put the person in no group (G1), each once: the usual reason why
 * somebody is not in the group that their app says.
 *
 * @param groupNames null where the token has no groups
 */
export function namesWithoutGroup(
  groupNames: readonly string[] | null,
  { groupSync, groupMappings }: Pick<JwtSettings, 'groupSync' | 'groupMappings'>,
  groups: readonly GroupName[],
): NameWithoutGroup[] {
  if (!groupSync || groupNames === null) return [];
  const isMapped = Object.keys(groupMappings).length > 0;
  const own = groups.filter((group) => group.built_in === null).map(({ name }) => name);
  const effective = new Set(isMapped ? namesWithGroups(groupMappings) : own);
  const missing = [...new Set(groupNames)].filter((name) => !effective.has(name));
  if (missing.length === 0) return [];
  const knownByPlain = firstByPlain(effective);
  const administrators = groups.find((group) => group.built_in === 'administrators')?.name;
  return missing.map((name) => {
    if (Object.hasOwn(groupMappings, name)) return { name, hint: 'its mapping has no groups' };
    if (!isMapped && name === administrators) return { name, hint: 'needs a mapping' };
    return { name, hint: differenceHint(name, knownByPlain) ?? listHint(name, effective) };
  });
}

/** Mapped names; one can be mapped to no group yet (G6). */
function namesWithGroups(mappings: JwtSettings['groupMappings']): string[] {
  return Object.keys(mappings).filter((name) => (mappings[name]?.length ?? 0) > 0);
}

/** What two names can differ in and still mean the same group. */
const differences = [
  { words: 'letter case', remove: (name: string) => name.toLowerCase() },
  { words: 'white space', remove: (name: string) => name.replaceAll(/\s/gu, '') },
  { words: 'a leading slash', remove: (name: string) => name.replace(/^(\s*)\//u, '$1') },
];

function plain(text: string, besides?: string): string {
  return differences
    .filter(({ words }) => words !== besides)
    .reduce((rest, { remove }) => remove(rest), text);
}

/** Each plain form → the first name that has it, so that many names are compared in linear time. */
function firstByPlain(names: Iterable<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of names) {
    const key = plain(name);
    if (!found.has(key)) found.set(key, name);
  }
  return found;
}

function differenceHint(name: string, knownByPlain: ReadonlyMap<string, string>): string | null {
  const close = knownByPlain.get(plain(name));
  if (close === undefined) return null;
  const words = differences
    .map((difference) => difference.words)
    .filter((difference) => plain(close, difference) !== plain(name, difference));
  return `differs from ${quoted(close)} in ${words.join(' and ')}`;
}

/** Some apps send `eng,sales` or `["eng"]` as one string. A distinguished name has commas too, and `=`. */
function listHint(name: string, known: ReadonlySet<string>): string | null {
  const parts = (separator: RegExp) => name.split(separator).filter((part) => part.trim() !== '');
  const isList =
    name.trimStart().startsWith('[') ||
    (!name.includes('=') && parts(/[,;]/).length > 1) ||
    parts(/\s+/).some((part) => known.has(part));
  return isList ? 'a list sent as one string; send an array' : null;
}

const maxNamesTold = 20;
const maxNameLength = 100;

/** @returns a sentence for the sign-in log, or null where every name has a group */
export function sentenceAboutNames(names: readonly NameWithoutGroup[]): string | null {
  if (names.length === 0) return null;
  const told = names
    .slice(0, maxNamesTold)
    .map(({ name, hint }) => (hint === null ? quoted(name) : `${quoted(name)} (${hint})`));
  const more = names.length - told.length;
  return `No group for: ${told.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}

/** As JSON, which escapes what PostgreSQL cannot store: NUL and lone surrogates. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name);
}
