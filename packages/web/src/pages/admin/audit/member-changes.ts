/** A member of what was changed, as people read it; null where there was, or is, nothing. */
export interface MemberChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What differs between two objects, member by member, nested ones with their path. */
export function memberChanges(before: unknown, after: unknown): MemberChange[] {
  const [from, to] = [flat(before), flat(after)];
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names
    .map((name) => ({ name, from: from.get(name) ?? null, to: to.get(name) ?? null }))
    .filter((change) => change.from !== change.to);
}

function flat(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return path.length === 0 ? new Map() : new Map([[path.join(' › '), asText(value)]]);
  return new Map(
    Object.entries(value).flatMap(([name, member]) => [...flat(member, [...path, name])]),
  );
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(asText).join(', ') || 'none' : String(value);
}
