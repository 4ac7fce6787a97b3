import { randomBytes } from 'node:crypto';
import {
  type JwtSettingsPatch,
  type NewSigningKey,
  readSigningKey,
  type SigningKeyCreated,
  signingKeyWarning,
} from '@dashboard/contract';
import { signingKeyFingerprint } from '@dashboard/login-token';
import { type Actor, differences, writeAudit } from '../audit/audit-store.ts';
import type { Database, Tx } from '../db/database.ts';
import { refuseStale } from '../entity-tag.ts';
import {
  refuseLockedPasswordLogin,
  switchPasswordLogin,
} from '../passwords/switch-password-login.ts';
import { invalidSettings } from '../settings/refusals.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';
import type { Site } from '../site.ts';
import { evaluatePatch, keyFault, refuseLocked } from './evaluate-patch.ts';
import { liveSigningKeys, replaceSigningKey, type SigningKeyRow } from './jwt-settings-store.ts';
import type { JwtSource } from './jwt-source.ts';
import type { LockOutGuard } from './lock-out-guard.ts';

export interface JwtSettingsDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly site: Site;
  readonly guard: LockOutGuard;
  /** The environment's value for password login, or null. */
  readonly passwordLoginLock: boolean | null;
}

const day = 24 * 3600;

const subject = { kind: 'settings', id: null, name: 'jwt' } as const;

/**
 * Changes JWT settings: partial, validated as a whole, all or nothing.
 *
 * @param expected from `If-Match`, or null
 * @throws DashboardError `changed_meanwhile`, `locked_by_environment`, `validation_failed` with
 * fields, `would_lock_out`
 */
export async function changeJwtSettings(
  deps: JwtSettingsDeps,
  patch: JwtSettingsPatch,
  by: Actor,
  expected: readonly string[] | null,
  now: number,
): Promise<void> {
  const { passwordLoginEnabled: enabled } = patch;
  const { passwordLoginLock } = deps;
  await deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'settings');
    if (enabled !== undefined) await refuseLockedPasswordLogin(tx, { enabled, passwordLoginLock });
    const evaluated = await evaluatePatch(tx, deps, patch, now);
    const { before, version, changes, next, newKey } = evaluated;
    const faults = { ...evaluated.faults, ...evaluated.keyFaults };
    refuseLocked(deps.jwt, [...Object.keys(changes), ...(newKey === null ? [] : ['signingKey'])]);
    refuseStale(expected, `${version}`);
    if (Object.keys(faults).length > 0) throw invalidSettings(faults);
    await deps.guard.keepAWayIn(tx, now, async () => {
      const change = differences(before, next);
      const isChanged = Object.keys(change.after).length > 0;
      if (isChanged || newKey !== null) {
        const stored = JSON.parse((await readSettings(tx, 'jwt')).value);
        const value = JSON.stringify({ ...stored, ...changes });
        await writeSettings(tx, 'jwt', { value, version: version + 1 }, now);
      }
      if (isChanged)
        await writeAudit(tx, by, { action: 'jwt_settings_changed', subject, ...change }, now);
      if (newKey !== null) await makeCurrent(tx, sealedKey(deps.jwt, newKey, now), null, by, now);
      if (enabled !== undefined)
        await switchPasswordLogin(tx, { enabled, passwordLoginLock }, by, now);
    });
  });
}

async function makeCurrent(
  tx: Tx,
  key: Omit<SigningKeyRow, 'valid_until'>,
  previousUntil: number | null,
  by: Actor,
  now: number,
): Promise<void> {
  const [old] = await liveSigningKeys(tx, { now });
  await replaceSigningKey(tx, key, previousUntil);
  const { fingerprint } = key;
  if (old === undefined) {
    await writeAudit(tx, by, { action: 'signing_key_set', subject, after: { fingerprint } }, now);
    return;
  }
  // The same key set again has no previous key that stays valid.
  const keepsPrevious = previousUntil !== null && old.fingerprint !== fingerprint;
  const change = {
    before: { fingerprint: old.fingerprint },
    after: {
      fingerprint,
      ...(keepsPrevious && { previousValidUntil: new Date(previousUntil).toISOString() }),
    },
  };
  await writeAudit(tx, by, { action: 'signing_key_replaced', subject, ...change }, now);
}

/**
 * Generates a key, or reads the given one, and makes it the current one. The previous key stays
 * valid for the given time, 24 hours unless set (N3).
 *
 * @returns the key, which is never shown again
 * @throws DashboardError `locked_by_environment`, `changed_meanwhile`, `validation_failed`,
 * `would_lock_out`
 */
export async function newSigningKey(
  deps: JwtSettingsDeps,
  { key: entered, keepPreviousForSeconds = day }: NewSigningKey,
  by: Actor,
  expected: readonly string[] | null,
  now: number,
): Promise<SigningKeyCreated> {
  refuseLocked(deps.jwt, ['signingKey']);
  const key = entered === undefined ? undefined : readSigningKey(entered);
  const fault = key === undefined ? null : keyFault('key', key);
  if (fault !== null) throw invalidSettings(fault);
  const signingKey = key ?? randomBytes(32).toString('hex');
  const previousUntil = keepPreviousForSeconds === 0 ? null : now + keepPreviousForSeconds * 1000;
  const sealed = sealedKey(deps.jwt, signingKey, now);
  await deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'settings');
    const { value, version } = await readSettings(tx, 'jwt');
    refuseStale(expected, `${version}`);
    await deps.guard.keepAWayIn(tx, now, async () => {
      await writeSettings(tx, 'jwt', { value, version: version + 1 }, now);
      await makeCurrent(tx, sealed, previousUntil, by, now);
    });
  });
  const warning = signingKeyWarning(signingKey);
  return { signingKey, fingerprint: sealed.fingerprint, ...(warning !== null && { warning }) };
}

function sealedKey(jwt: JwtSource, text: string, now: number): Omit<SigningKeyRow, 'valid_until'> {
  return {
    encrypted_key: jwt.seal.close('signing key', text),
    fingerprint: signingKeyFingerprint(text),
    last_four: text.slice(-4),
    created_at: now,
  };
}
