import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import type { Versioned } from '../api/versioned.ts';
import { versionToMatch } from './if-match.ts';

export interface VersionedSaveOptions<T, C> {
  /** What the server said last. */
  readonly latest: Versioned<T>;
  /** Whether somebody has begun to type: from then on what they began with stays. */
  readonly isTouched: boolean;
  /** The values that this form edits. */
  readonly pick: (value: T) => unknown;
  readonly save: (change: C, etag: string | null) => Promise<Versioned<T>>;
  readonly onSaved: (version: Versioned<T>) => void;
  /** Asks the server afresh. */
  readonly refresh: () => Promise<Versioned<T>>;
}

/** Saves a form against the version it was begun with, and catches up where somebody else was faster. */
export function useVersionedSave<T, C>(options: VersionedSaveOptions<T, C>) {
  const { latest, isTouched, pick, save, onSaved, refresh } = options;
  const [kept, setKept] = useState(latest);
  if (!isTouched && kept !== latest) setKept(latest);
  const began = isTouched ? kept : latest;
  const saving = useMutation({
    mutationFn: (change: C) => save(change, versionToMatch(began, latest, pick)),
    onSuccess: (version) => {
      setKept(version);
      onSaved(version);
    },
  });

  async function catchUp(): Promise<void> {
    setKept(await refresh());
    saving.reset();
  }

  return { began: began.value, saving, catchUp };
}

export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'changed_meanwhile';
}
