import { type JwtSettingsPatch, signingKeyFault } from '@dashboard/contract';
import type { Kysely } from 'kysely';
import { differences } from '../audit/audit-store.ts';
import type { Schema } from '../db/schema.ts';
import { allGroups } from '../groups/group-store.ts';
import { isSameText } from '../secrets/is-same-text.ts';
import { lockedByEnvironment } from '../settings/refusals.ts';
import type { Site } from '../site.ts';
import { type JwtSettings, jwtSettingsFaults } from './jwt-settings.ts';
import { type JwtSource, lockedNames } from './jwt-source.ts';
import { normalizePatch } from './normalize-patch.ts';

/** The result of a change of the JWT settings, before it is saved. */
export interface EvaluatedPatch {
  readonly before: JwtSettings;
  readonly version: number;
  /** Without the settings that the environment has set to the same value: those are no change. */
  readonly changes: Partial<JwtSettings>;
  readonly next: JwtSettings;
  /** The key's text, or null if it does not change. */
  readonly newKey: string | null;
  /** Setting → error; empty for a valid change. */
  readonly faults: Readonly<Record<string, string>>;
  /**
   * The same for the key that a new endpoint would receive (C2), if the caller hasn't proven that
   * they have it.
   */
  readonly keyFaults: Readonly<Record<string, string>>;
}

/**
 * Evaluates a change as a whole, to save it or to try it. Settings of the environment can be tried too.
 */
export async function evaluatePatch(
  db: Kysely<Schema>,
  { jwt, site }: { readonly jwt: JwtSource; readonly site: Site },
  input: JwtSettingsPatch,
  now: number,
): Promise<EvaluatedPatch> {
  const { patch, faults: inputFaults } = normalizePatch(input);
  const {
    signingKey,
    currentSigningKey,
    passwordLoginEnabled: _isNoJwtSetting,
    ...settings
  } = patch;
  const { settings: before, version } = await jwt.settings(db);
  const next: JwtSettings = { ...before, ...settings };
  const isNewEndpoint = next.tokenEndpoint !== null && next.tokenEndpoint !== before.tokenEndpoint;
  const needsCurrent = signingKey !== undefined || isNewEndpoint;
  // A key that can't be decrypted any more can't be sent either, and must be replaceable.
  const current = needsCurrent ? await jwt.readableKeyText(db, now) : null;
  const isCurrent = (text: string | undefined) =>
    text !== undefined && current !== null && isSameText(text, current);
  const staysKey = signingKey === undefined || isMask(signingKey) || isCurrent(signingKey);
  const newKey = staysKey ? null : signingKey;
  const isKeySet = newKey !== null || (await jwt.fingerprints(db, now)).length > 0;
  const faults = {
    ...jwtSettingsFaults(next, isKeySet, site),
    ...(newKey === null ? null : keyFault('signingKey', newKey)),
    ...(await mappingFault(db, settings.groupMappings)),
    ...inputFaults,
  };
  const hasKey = newKey !== null || isCurrent(signingKey) || isCurrent(currentSigningKey);
  const sendsKey = isNewEndpoint && current !== null;
  const keyFaults = sendsKey && !hasKey ? keyRequired(currentSigningKey) : {};
  const changes = withoutUnchangedLocks(settings, before, jwt);
  return { before, version, changes, next, newKey, keyFaults, faults };
}

/** A setting of the environment that is sent back with its own value is no change. */
function withoutUnchangedLocks(
  settings: Partial<JwtSettings>,
  before: JwtSettings,
  { locks }: JwtSource,
): Partial<JwtSettings> {
  const differing = differences(before, { ...before, ...settings }).after;
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([name]) => !Object.hasOwn(locks, name) || Object.hasOwn(differing, name),
    ),
  );
}

/** The key is also the client secret (C2), so the owner of the endpoint can read it. */
function keyRequired(given: string | undefined): Readonly<Record<string, string>> {
  const message =
    given === undefined
      ? 'Enter the signing key. It will be sent to this address.'
      : 'This is not the signing key.';
  return { currentSigningKey: message };
}

/** @throws DashboardError `locked_by_environment` */
export function refuseLocked(jwt: JwtSource, names: readonly string[]): void {
  const locked = names.filter((name) => lockedNames(jwt.locks).includes(name));
  if (locked.length > 0) throw lockedByEnvironment(locked);
}

/** @returns the error of a key (N1) under the name of its setting, or null */
export function keyFault(name: string, key: string): Record<string, string> | null {
  const fault = signingKeyFault(key);
  return fault === null ? null : { [name]: fault };
}

/** An empty value, or the placeholder that a read shows in place of the key, does not change it. */
function isMask(text: string): boolean {
  return text === '' || /^[*•]+.{0,4}$/u.test(text);
}

async function mappingFault(
  db: Kysely<Schema>,
  mappings: JwtSettings['groupMappings'] | undefined,
): Promise<Record<string, string> | null> {
  if (mappings === undefined) return null;
  const known = new Set((await allGroups(db, {})).map((group) => group.id));
  const unknown = Object.values(mappings)
    .flat()
    .filter((id) => !known.has(id));
  return unknown.length === 0
    ? null
    : { groupMappings: `There is no group with the id ${unknown.join(', ')}.` };
}
