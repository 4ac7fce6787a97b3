import type { Account } from '@dashboard/contract';
import { displayName } from './display-name.ts';
import { Dot } from './dot.tsx';
import { StateBadge } from './state-badge.tsx';

/** How somebody gets in, in a word. */
export function sourceWords(source: Account['source']): string {
  return source === 'jwt' ? 'Company’s app' : 'Password';
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
