import type { Database } from '../db/database.ts';
import { noteKeyUse } from '../jwt-settings/jwt-settings-store.ts';
import type { LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { endOverride } from './end-override.ts';

/** Somebody who came in. */
export interface Admission {
  readonly accountId: number;
  /** Of the key that their token bore. */
  readonly keyFingerprint: string;
  /** Whether they came in by an attempt that began here, under the settings of now (W4). */
  readonly isProof: boolean;
}

/** Told of a person who came in, once that is on disk. */
export type AfterAdmission = (admission: Admission, now: number) => Promise<void>;

export interface AfterAdmissionDeps {
  readonly database: Database;
  readonly guard: LockOutGuard;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
  readonly onFailure: (error: unknown) => void;
}

const useNoteEvery = 60_000;

/**
 * What comes of a sign-in beside it: its key's last use, written once a minute, or every sign-in would
 * wait for one row, and the end of an override (W5). A failure here undoes nobody's sign-in.
 */
export function createAfterAdmission(deps: AfterAdmissionDeps): AfterAdmission {
  const { database, passwordLoginLock, onFailure } = deps;
  const notedAt = new Map<string, number>();

  async function noteUse(
    { keyFingerprint: fingerprint, accountId }: Admission,
    now: number,
  ): Promise<void> {
    const before = notedAt.get(fingerprint) ?? 0;
    if (before > now - useNoteEvery) return;
    notedAt.set(fingerprint, now);
    try {
      await database.transaction((tx) => noteKeyUse(tx, { fingerprint, accountId, now }));
    } catch (error) {
      notedAt.set(fingerprint, before);
      throw error;
    }
  }

  return async (admission, now) => {
    try {
      await noteUse(admission, now);
      if (admission.isProof && passwordLoginLock === false)
        await endOverride(deps, admission.accountId, now);
    } catch (error) {
      onFailure(error);
    }
  };
}
