import { randomBytes } from 'node:crypto';
import type { JwtSettingsPatch, NewSigningKey, SigningKeyCreated } from '@dashboard/contract';
import { importSigningKey, minKeyBytes } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import { type Actor, differences, writeAudit } from '../audit/audit-store.ts';
import { DashboardError } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { allGroups } from '../groups/group-store.ts';
import { readPasswordLogin, writePasswordLogin } from '../passwords/password-login-store.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';
import type { Site } from '../site.ts';
import { type JwtSettings, jwtSettingsFaults } from './jwt-settings.ts';
import { liveSigningKeys, replaceSigningKey, type SigningKeyRow } from './jwt-settings-store.ts';
import { type JwtSource, lockedNames } from './jwt-source.ts';
import type { LockOutGuard } from './lock-out-guard.ts';

export interface JwtSettingsDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly site: Site;
  readonly guard: LockOutGuard;
  /** What the environment says about password login, or null. */
  readonly passwordLoginLock: boolean | null;
}

const day = 24 * 3600;

const subject = { kind: 'settings', id: null, name: 'jwt' } as const;

/**
 * Changes JWT settings: partial, checked as a whole, all or nothing.
 *
 * @param expectedVersion from `If-Match`, or null
 * @throws DashboardError `changed_meanwhile`, `locked_by_environment`, `validation_failed` with fields,
 *   `would_lock_out`
 */
export async function changeJwtSettings(
  deps: JwtSettingsDeps,
  patch: JwtSettingsPatch,
  by: Actor,
  expectedVersion: number | null,
  now: number,
): Promise<void> {
  const { signingKey, passwordLoginEnabled, ...changes } = patch;
  const newKey = signingKey === undefined || isMask(signingKey) ? null : signingKey;
  refuseLocked(deps.jwt, [...Object.keys(changes), ...(newKey === null ? [] : ['signingKey'])]);
  if (passwordLoginEnabled !== undefined) refuseLockedPasswordLogin(deps);
  const key =
    newKey === null || keyFault(newKey) !== null ? null : await sealedKey(deps.jwt, newKey, now);
  await deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'settings');
    const { settings, version } = await deps.jwt.settings(tx);
    if (expectedVersion !== null && expectedVersion !== version) throw changedMeanwhile();
    const next: JwtSettings = { ...settings, ...changes };
    const hasKey = newKey !== null || (await deps.jwt.fingerprints(tx, now)).length > 0;
    const faults = {
      ...jwtSettingsFaults(next, hasKey, deps.site),
      ...keyFault(newKey),
      ...(await mappingFault(tx, changes.groupMappings)),
    };
    if (Object.keys(faults).length > 0) throw invalid(faults);
    await deps.guard.keepAWayIn(tx, now, async () => {
      const stored = JSON.parse((await readSettings(tx, 'jwt')).value);
      const value = JSON.stringify({ ...stored, ...changes });
      await writeSettings(tx, 'jwt', { value, version: version + 1 }, now);
      if (Object.keys(changes).length > 0) {
        const change = differences(settings, next);
        await writeAudit(tx, by, { action: 'jwt_settings_changed', subject, ...change }, now);
      }
      if (key !== null) await makeCurrent(tx, key, null, by, now);
      if (passwordLoginEnabled !== undefined)
        await switchPasswordLogin(tx, deps, passwordLoginEnabled, by, now);
    });
  });
}

/** Switches password login inside a step that keeps a way in (W4). */
export async function switchPasswordLogin(
  tx: Kysely<Schema>,
  { passwordLoginLock }: Pick<JwtSettingsDeps, 'passwordLoginLock'>,
  enabled: boolean,
  by: Actor,
  now: number,
): Promise<void> {
  const before = await readPasswordLogin(tx, passwordLoginLock);
  await writePasswordLogin(tx, { enabled, overridesEnvironment: false }, now);
  if (before.enabled === enabled) return;
  const change = { before: { enabled: before.enabled }, after: { enabled } };
  const passwordLogin = { kind: 'settings', id: null, name: 'password_login' } as const;
  await writeAudit(
    tx,
    by,
    { action: 'password_login_changed', subject: passwordLogin, ...change },
    now,
  );
}

export function refuseLockedPasswordLogin({
  passwordLoginLock,
}: Pick<JwtSettingsDeps, 'passwordLoginLock'>): void {
  if (passwordLoginLock === null) return;
  throw new DashboardError(
    'locked_by_environment',
    'Set by the environment, and only there: DASHBOARD_PASSWORD_LOGIN_ENABLED.',
  );
}

async function makeCurrent(
  tx: Kysely<Schema>,
  key: Omit<SigningKeyRow, 'valid_until'>,
  previousUntil: number | null,
  by: Actor,
  now: number,
): Promise<void> {
  const [old] = await liveSigningKeys(tx, { now });
  await replaceSigningKey(tx, key, previousUntil);
  const previousValidUntil = previousUntil === null ? null : new Date(previousUntil).toISOString();
  const change = {
    before: { fingerprint: old?.fingerprint ?? null },
    after: { fingerprint: key.fingerprint, previousValidUntil },
  };
  await writeAudit(tx, by, { action: 'signing_key_replaced', subject, ...change }, now);
}

/**
 * Makes a key, or takes the one given, and makes it the current one. The one before stays valid for
 * the time given, 24 hours unless set (N3).
 *
 * @returns the key: the only time that it is ever shown
 * @throws DashboardError `locked_by_environment`, `validation_failed`, `would_lock_out`
 */
export async function newSigningKey(
  deps: JwtSettingsDeps,
  { key, keepPreviousForSeconds = day }: NewSigningKey,
  by: Actor,
  now: number,
): Promise<SigningKeyCreated> {
  refuseLocked(deps.jwt, ['signingKey']);
  if (key !== undefined) {
    const fault = keyFault(key);
    if (fault !== null) throw invalid({ key: fault.signingKey });
  }
  const signingKey = key ?? randomBytes(32).toString('hex');
  const previousUntil = keepPreviousForSeconds === 0 ? null : now + keepPreviousForSeconds * 1000;
  const sealed = await sealedKey(deps.jwt, signingKey, now);
  await deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'settings');
    const { value, version } = await readSettings(tx, 'jwt');
    await deps.guard.keepAWayIn(tx, now, async () => {
      await writeSettings(tx, 'jwt', { value, version: version + 1 }, now);
      await makeCurrent(tx, sealed, previousUntil, by, now);
    });
  });
  return { signingKey, fingerprint: sealed.fingerprint };
}

async function sealedKey(
  jwt: JwtSource,
  text: string,
  now: number,
): Promise<Omit<SigningKeyRow, 'valid_until'>> {
  const { fingerprint } = await importSigningKey(text);
  return {
    encrypted_key: jwt.seal.close('signing key', text),
    fingerprint,
    last_four: text.slice(-4),
    created_at: now,
  };
}

function refuseLocked(jwt: JwtSource, names: readonly string[]): void {
  const locked = lockedNames(jwt.locks).filter((name) => names.includes(name));
  if (locked.length === 0) return;
  throw new DashboardError(
    'locked_by_environment',
    `Set by the environment, and only there: ${locked.join(', ')}.`,
  );
}

/** Writing nothing, or what a read shows in place of the key, leaves it as it is. */
function isMask(text: string): boolean {
  return text === '' || /^[*•]+.{0,4}$/u.test(text);
}

function keyFault(key: string | null): { signingKey: string } | null {
  if (key === null || Buffer.byteLength(key) >= minKeyBytes) return null;
  return { signingKey: `The key must be at least ${minKeyBytes} bytes long.` };
}

async function mappingFault(
  tx: Kysely<Schema>,
  mappings: JwtSettings['groupMappings'] | undefined,
): Promise<Record<string, string> | null> {
  if (mappings === undefined) return null;
  const known = new Set((await allGroups(tx, {})).map((group) => group.id));
  const unknown = Object.values(mappings)
    .flat()
    .filter((id) => !known.has(id));
  return unknown.length === 0
    ? null
    : { groupMappings: `There is no group with the id ${unknown.join(', ')}.` };
}

function invalid(fields: Record<string, string>): DashboardError {
  return new DashboardError('validation_failed', 'Some settings can’t be saved as they are.', {
    fields,
  });
}

function changedMeanwhile(): DashboardError {
  return new DashboardError(
    'changed_meanwhile',
    'These settings were changed by somebody else in the meantime.',
  );
}
