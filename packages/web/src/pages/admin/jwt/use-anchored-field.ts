import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { anchorOfChoice } from '../../../ui/setting-anchor.ts';

/** Brings what the address names (`#max-age-seconds`) into view, with the focus on it; for a field that is hidden the choice that shows it. */
export function useAnchoredField(): void {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step to an anchor has a key of its own, a second one to the same field too
  useEffect(() => {
    const anchor = hash.slice(1);
    const field = elementAt(anchor) ?? elementAt(anchorOfChoice(anchor));
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }, [hash, key]);
}

function elementAt(anchor: string | null): HTMLElement | null {
  return anchor === null || anchor === '' ? null : document.getElementById(anchor);
}
