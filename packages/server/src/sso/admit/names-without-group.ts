import type { GroupName } from '../../groups/group-store.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';

/** A name in a token that puts the person in no group. */
export interface NameWithoutGroup {
  readonly name: string;
  /** What is probably wrong with it, or null. */
  readonly hint: string | null;
}

/** An account keeps this many names of its last sync, and only these get a hint. */
export const maxNamesKept = 50;

/**
 * Finds the names in a token that put the person in no group (G1), each once: the usual reason why a
 * person lacks the rows or rights that their app grants. Linear in the names and the groups, because
 * every sign-in does it: only the first 50 names get a hint.
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
  const known = isMapped ? namesMapped(groupMappings) : namesOf(groups);
  const missing = [...new Set(groupNames)].filter((name) => !known.names.has(name));
  const administrators = groups.find((group) => group.built_in === 'administrators')?.name;
  return missing.map((name, index) => {
    if (index >= maxNamesKept) return { name, hint: null };
    if (Object.hasOwn(groupMappings, name)) return { name, hint: 'its mapping has no groups' };
    if (!isMapped && name === administrators) return { name, hint: 'needs a mapping' };
    return { name, hint: differenceHint(name, known) ?? listHint(name, known.names) };
  });
}

/** The names that put a person in a group. */
interface KnownNames {
  readonly names: ReadonlySet<string>;
  /** Each plain form → the first name that has it. */
  readonly byPlain: () => ReadonlyMap<string, string>;
}

function knownNames(all: readonly string[]): KnownNames {
  let found: Map<string, string> | null = null;
  return {
    names: new Set(all),
    // Map keeps the last of equal keys, so the first name comes last.
    byPlain: () => {
      found ??= new Map(all.toReversed().map((name) => [plain(name), name]));
      return found;
    },
  };
}

/** By the mappings of one version of the settings, which many sign-ins share. */
const knownByMappings = new WeakMap<JwtSettings['groupMappings'], KnownNames>();

/** Mapped names; one can be mapped to no group yet (G6). */
function namesMapped(mappings: JwtSettings['groupMappings']): KnownNames {
  const cached = knownByMappings.get(mappings);
  if (cached !== undefined) return cached;
  const known = knownNames(Object.keys(mappings).filter((name) => mappings[name]?.length));
  knownByMappings.set(mappings, known);
  return known;
}

function namesOf(groups: readonly GroupName[]): KnownNames {
  return knownNames(groups.filter((group) => group.built_in === null).map(({ name }) => name));
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

function differenceHint(name: string, { byPlain }: KnownNames): string | null {
  const close = byPlain().get(plain(name));
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

const maxNamesShown = 20;
const maxNameLength = 100;

/** @returns a sentence for the sign-in log, or null where every name has a group */
export function sentenceAboutNames(names: readonly NameWithoutGroup[]): string | null {
  if (names.length === 0) return null;
  const shown = names
    .slice(0, maxNamesShown)
    .map(({ name, hint }) => (hint === null ? quoted(name) : `${quoted(name)} (${hint})`));
  const more = names.length - shown.length;
  return `No group for: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}

/** As JSON, which escapes what PostgreSQL cannot store: NUL and lone surrogates. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name);
}
