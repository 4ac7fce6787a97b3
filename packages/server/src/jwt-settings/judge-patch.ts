import type { JwtSettingsPatch } from '@dashboard/contract';
import { minKeyBytes } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { allGroups } from '../groups/group-store.ts';
import { isSameText } from '../secrets/is-same-text.ts';
import { lockedByEnvironment } from '../settings/refusals.ts';
import type { Site } from '../site.ts';
import { type JwtSettings, jwtSettingsFaults } from './jwt-settings.ts';
import { type JwtSource, lockedNames } from './jwt-source.ts';

/** What a change of the JWT settings would come to. */
export interface JudgedPatch {
  readonly before: JwtSettings;
  readonly version: number;
  readonly changes: Partial<JwtSettings>;
  readonly next: JwtSettings;
  /** The key's text, or null where it stays. */
  readonly newKey: string | null;
  /** Setting → what is wrong with it; empty where all is well. */
  readonly faults: Readonly<Record<string, string>>;
  /** The same of the key, which would be sent somewhere new (C2) by somebody who hasn't shown that they have it. */
  readonly keyFaults: Readonly<Record<string, string>>;
}

/**
 * Looks at a change as a whole, be it to save it or to try it. What the environment has set may be tried.
 */
export async function judgePatch(
  db: Kysely<Schema>,
  { jwt, site }: { readonly jwt: JwtSource; readonly site: Site },
  patch: JwtSettingsPatch,
  now: number,
): Promise<JudgedPatch> {
  const {
    signingKey,
    currentSigningKey,
    passwordLoginEnabled: _isNoJwtSetting,
    ...changes
  } = patch;
  const { settings: before, version } = await jwt.settings(db);
  const next: JwtSettings = { ...before, ...changes };
  const isNewEndpoint = next.tokenEndpoint !== null && next.tokenEndpoint !== before.tokenEndpoint;
  const isAsked = signingKey !== undefined || isNewEndpoint;
  // One that can't be read any more can't be sent either, and must be replaceable.
  const current = isAsked ? await jwt.currentKeyText(db, now).catch(() => null) : null;
  const isCurrent = (text: string | undefined) =>
    text !== undefined && current !== null && isSameText(text, current);
  const staysKey = signingKey === undefined || isMask(signingKey) || isCurrent(signingKey);
  const newKey = staysKey ? null : signingKey;
  const isKeySet = newKey !== null || (await jwt.fingerprints(db, now)).length > 0;
  const faults = {
    ...jwtSettingsFaults(next, isKeySet, site),
    ...(newKey === null ? null : keyFault('signingKey', newKey)),
    ...(await mappingFault(db, changes.groupMappings)),
  };
  const hasKey = newKey !== null || isCurrent(signingKey) || isCurrent(currentSigningKey);
  const sendsKey = isNewEndpoint && current !== null;
  const keyFaults = sendsKey && !hasKey ? keyWanted(currentSigningKey) : {};
  return { before, version, changes, next, newKey, keyFaults, faults };
}

/** The key is the client secret too (C2): whoever names the endpoint could read it there. */
function keyWanted(given: string | undefined): Readonly<Record<string, string>> {
  const asked = 'Enter the shared key: this address will be sent it.';
  return { currentSigningKey: given === undefined ? asked : 'This is not the shared key.' };
}

/** @throws DashboardError `locked_by_environment` */
export function refuseLocked(jwt: JwtSource, names: readonly string[]): void {
  const locked = lockedNames(jwt.locks).filter((name) => names.includes(name));
  if (locked.length > 0) throw lockedByEnvironment(locked);
}

/** @returns what is wrong with a key (N1) under the name it was given by, or null */
export function keyFault(name: string, key: string): Record<string, string> | null {
  if (Buffer.byteLength(key) >= minKeyBytes) return null;
  return { [name]: `The key must be at least ${minKeyBytes} bytes long.` };
}

/** Writing nothing, or what a read shows in place of the key, leaves it as it is. */
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
