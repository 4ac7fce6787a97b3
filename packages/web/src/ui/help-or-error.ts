import type { ReactNode } from 'react';

/** The line below a field: its help, or in its place what is wrong. */
export function helpOrError(
  help: ReactNode,
  error: ReactNode,
): { readonly description?: ReactNode; readonly error?: ReactNode } {
  return error ? { error } : { description: help };
}
