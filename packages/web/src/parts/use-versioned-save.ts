import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import type { Versioned } from '../api/versioned.ts';
import { type SaveAgainst, saveAgainst } from './if-match.ts';

export interface VersionedSaveOptions<T, C> extends SaveAgainst<T, C> {
  /** Whether the user has begun to edit: from then on the form keeps the values it began with. */
  readonly isTouched: boolean;
  readonly onSaved: (version: Versioned<T>) => void;
  /** Fetches the newest version. */
  readonly refresh: () => Promise<Versioned<T>>;
}

/** Saves a form against the version it was begun with, and reloads it after a conflict. */
export function useVersionedSave<T, C>(options: VersionedSaveOptions<T, C>) {
  const { latest, isTouched, onSaved, refresh } = options;
  const [kept, setKept] = useState(latest);
  if (!isTouched && kept !== latest) setKept(latest);
  const began = isTouched ? kept : latest;
  const saving = useMutation({
    mutationFn: saveAgainst<T, C>(began, options),
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
