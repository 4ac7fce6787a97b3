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
        'At each sign-in, whoever has one of these names in the token is in it, and nobody else who signs in.',
    };
  if (mapped.length === 0 && builtIn === null)
    return {
      names: [name],
      words: 'At each sign-in, whoever has this name in the token is in it.',
    };
  return {
    names: [],
    words: 'No name in the token leads to it: people are put in it here, by hand.',
  };
}
