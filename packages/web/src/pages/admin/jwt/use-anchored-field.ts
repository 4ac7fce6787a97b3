import { useEffect } from 'react';
import { useLocation } from 'react-router';

/** Brings the field that the address names (`#max-age-seconds`) into view, with the focus on it. */
export function useAnchoredField(): void {
  const { hash } = useLocation();
  useEffect(() => {
    const field = hash === '' ? null : document.getElementById(hash.slice(1));
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }, [hash]);
}
