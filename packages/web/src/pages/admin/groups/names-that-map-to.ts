import type { Group, JwtSettings } from '@dashboard/contract';

type Settings = Pick<JwtSettings, 'enabled' | 'groupSync' | 'groupMappings'>;

/** The names in tokens that add people to a group, and a sentence that says how. */
export function namesThatMapTo(
  { enabled, groupSync, groupMappings }: Settings,
  { id, name, builtIn }: Pick<Group, 'id' | 'name' | 'builtIn'>,
): { readonly names: readonly string[]; readonly words: string } {
  if (!enabled || !groupSync)
    return {
      names: [],
      words: 'Group sync is off. Members are managed here.',
    };
  const mapped = Object.entries(groupMappings);
  const names = mapped.filter(([, ids]) => ids.includes(id)).map(([mappedName]) => mappedName);
  if (names.length > 0)
    return {
      names,
      words:
        'At each sign-in, people whose token has one of these names are added, and others are removed.',
    };
  if (mapped.length === 0 && builtIn === null)
    return {
      names: [name],
      words: 'At each sign-in, people whose token has this name are added.',
    };
  return {
    names: [],
    words: 'No name in the token maps to this group. Members are managed here.',
  };
}
