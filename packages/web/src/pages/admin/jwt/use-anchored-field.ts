import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { revealField } from '../../../parts/reveal-field.ts';
import { anchorOfChoice } from '../../../words/setting-anchor.ts';

/** Focuses the field that the address names (`#max-age-seconds`), or the choice that shows it. */
export function useAnchoredField(): void {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each navigation has its own key, also a second one to the same field
  useEffect(() => {
    const anchor = hash.slice(1);
    if (anchor === '' || revealField(anchor)) return;
    const choice = anchorOfChoice(anchor);
    if (choice !== null) revealField(choice);
  }, [hash, key]);
}
