import type { JwtSettings, SigningKeyState } from '@dashboard/contract';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { jwtSettingsWarnings } from './jwt-settings.ts';
import { lastKeyUses, liveSigningKeys } from './jwt-settings-store.ts';
import { type JwtSource, lockedNames } from './jwt-source.ts';

/** @returns the settings as the API shows them, with their version for the ETag and without keys */
export async function presentJwtSettings(
  jwt: JwtSource,
  db: Kysely<Schema>,
  now: number,
): Promise<{ readonly settings: JwtSettings; readonly version: number }> {
  const { settings, version } = await jwt.settings(db);
  const { groupMappings, ...rest } = settings;
  // The settings must be shown even if a key can't be decrypted any more.
  const key = await jwt.readableKeyText(db, now);
  return {
    settings: {
      ...rest,
      groupMappings: Object.fromEntries(
        Object.entries(groupMappings).map(([name, ids]) => [name, [...ids]]),
      ),
      signingKey: await presentKeys(jwt, db, now),
      warnings: jwtSettingsWarnings(settings, key),
      lockedByEnvironment: lockedNames(jwt.locks),
    },
    version,
  };
}

interface KnownKey {
  readonly fingerprint: string;
  readonly lastFour: string;
  readonly createdAt: number | null;
  readonly validUntil: number | null;
}

async function presentKeys(
  jwt: JwtSource,
  db: Kysely<Schema>,
  now: number,
): Promise<SigningKeyState> {
  const [current, previous] = await knownKeys(jwt, db, now);
  if (current === undefined)
    return {
      set: false,
      fingerprint: null,
      lastFour: null,
      createdAt: null,
      lastUsedAt: null,
      lastUsedBy: null,
    };
  const uses = await lastKeyUses(db);
  const lastUse = ({ fingerprint }: KnownKey) => {
    const use = uses.get(fingerprint);
    return { lastUsedAt: instant(use?.at ?? null), lastUsedBy: use?.email ?? null };
  };
  const state = {
    set: true,
    fingerprint: current.fingerprint,
    lastFour: current.lastFour,
    createdAt: instant(current.createdAt),
    ...lastUse(current),
  };
  if (previous === undefined) return state;
  const { fingerprint, validUntil } = previous;
  return {
    ...state,
    previous: { fingerprint, validUntil: instant(validUntil), ...lastUse(previous) },
  };
}

async function knownKeys(jwt: JwtSource, db: Kysely<Schema>, now: number): Promise<KnownKey[]> {
  const { signingKey, previousSigningKey } = jwt.locks;
  if (signingKey === undefined) {
    const rows = await liveSigningKeys(db, { now });
    return rows.map((row) => ({
      fingerprint: row.fingerprint,
      lastFour: row.last_four,
      createdAt: row.created_at,
      validUntil: row.valid_until,
    }));
  }
  const { keys } = await jwt.inForce(db, now);
  const texts = [signingKey, previousSigningKey ?? ''];
  return keys.map(({ fingerprint }, index) => ({
    fingerprint,
    lastFour: texts[index]?.slice(-4) ?? '',
    createdAt: null,
    validUntil: null,
  }));
}

function instant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
