import type { Account } from '@dashboard/contract';
import { displayName } from './display-name.ts';
import { Dot } from './dot.tsx';
import { StateBadge } from './state-badge.tsx';

/** How somebody gets in, in a word or two: who has a password may come through the app as well. */
export function sourceWords({
  source,
  attributesSyncedAt,
}: Pick<Account, 'source' | 'attributesSyncedAt'>): string {
  if (source === 'jwt') return 'Company’s app';
  return attributesSyncedAt === null ? 'Password' : 'Password, company’s app';
}

/** Whether somebody may sign in. */
export function PersonState({ active }: { readonly active: boolean }) {
  return <StateBadge isOn={active} word={active ? 'Active' : 'Deactivated'} />;
}

/** The same for a row of a table, where it stands a hundred times. */
export function QuietPersonState({ active }: { readonly active: boolean }) {
  return (
    <span>
      <Dot isOn={active} /> {active ? 'Active' : 'Deactivated'}
    </span>
  );
}

/** A text that somebody else wrote: its direction stays its own. */
export function PersonName({ person }: { readonly person: Account }) {
  return <bdi>{displayName(person)}</bdi>;
}
