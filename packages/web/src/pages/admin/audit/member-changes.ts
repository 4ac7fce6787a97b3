import { momentText } from '../../../words/moment-text.ts';
import { memberWords, valueWords } from './member-words.ts';

/** A member of what was changed, as people read it; null where there was, or is, nothing. */
export interface MemberChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What differs between two objects, member by member, nested ones with their path. Of what is new, a
 * member that is empty is left out.
 *
 * @param groups the names of the groups there are, by their ids, which mappings are kept with; null
 *   where they aren't known
 */
export function memberChanges(
  before: unknown,
  after: unknown,
  groups: ReadonlyMap<number, string> | null,
): MemberChange[] {
  const [from, to] = [flat(before, groups), flat(after, groups)];
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names
    .map((name) => ({ name, from: from.get(name) ?? null, to: to.get(name) ?? null }))
    .filter((change) => change.from !== change.to)
    .filter((change) => before !== null || change.to !== 'none');
}

type Groups = ReadonlyMap<number, string> | null;

function flat(value: unknown, groups: Groups, path: readonly string[] = []): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (path.length === 0) return new Map();
    return new Map([[nameOf(path), asText(readable(value, groups, path))]]);
  }
  return new Map(
    Object.entries(value).flatMap(([name, member]) => [...flat(member, groups, [...path, name])]),
  );
}

/** Only what comes first is a name of ours: a key of an attribute is told as it is. */
function nameOf([first = '', ...rest]: readonly string[]): string {
  const words = Object.hasOwn(memberWords, first) ? memberWords[first] : first;
  return [words, ...rest].join(' › ');
}

/** Choices by their words, groups by their names, and an instant as people write it. */
function readable(value: unknown, groups: Groups, [first = '']: readonly string[]): unknown {
  if (Object.hasOwn(valueWords, first)) return valueWords[first]?.[String(value)] ?? value;
  if (first === 'previousValidUntil')
    return value === null ? 'no longer' : `until ${momentText(String(value))}`;
  if (first !== 'groupMappings' || groups === null || !Array.isArray(value)) return value;
  return value.map((id) => groups.get(id) ?? `a group deleted since (${id})`);
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(asText).join(', ') || 'none' : String(value);
}
