import type { Group, JwtSettings } from '@dashboard/contract';

type Settings = Pick<JwtSettings, 'enabled' | 'groupSync' | 'groupMappings'>;

/** The token's names that put people in a group, and how that comes about, in a sentence. */
export function namesThatLeadTo(
  { enabled, groupSync, groupMappings }: Settings,
  { id, name, builtIn }: Pick<Group, 'id' | 'name' | 'builtIn'>,
): { readonly names: readonly string[]; readonly words: string } {
  if (!enabled || !groupSync)
    return {
      names: [],
      words: 'Memberships aren’t synchronized: people are put in it here, by hand.',
    };
  const mapped = Object.entries(groupMappings);
  const names = mapped.filter(([, ids]) => ids.includes(id)).map(([mappedName]) => mappedName);
  if (names.length > 0)
    return {
      names,
      words:
        'Each sign-in puts in this group whoever’s token has one of these names, and takes out whoever’s token has none of them.',
    };
  if (mapped.length === 0 && builtIn === null)
    return {
      names: [name],
      words: 'Each sign-in puts in this group whoever’s token has this name.',
    };
  return {
    names: [],
    words: 'No name in the token leads to it: people are put in it here, by hand.',
  };
}
