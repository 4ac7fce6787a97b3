import type { Account } from '@dashboard/contract';
import { displayName } from '../words/person-words.ts';
import { Dot } from './dot.tsx';
import { StateBadge } from './state-badge.tsx';

/** Whether a person can sign in. */
export function PersonState({ active }: { readonly active: boolean }) {
  return <StateBadge isOn={active} word={active ? 'Active' : 'Deactivated'} />;
}

/** The same without a badge, for the rows of a table. */
export function QuietPersonState({ active }: { readonly active: boolean }) {
  return (
    <span>
      <Dot isOn={active} /> {active ? 'Active' : 'Deactivated'}
    </span>
  );
}

/** A person's name. Its text direction can differ from the page's. */
export function PersonName({ person }: { readonly person: Account }) {
  return <bdi>{displayName(person)}</bdi>;
}
