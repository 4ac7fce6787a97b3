import { importSigningKey, type SigningKey, signingKeyFingerprint } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Seal } from '../secrets/seal.ts';
import { readSettings } from '../settings/settings-store.ts';
import { defaultJwtSettings, type JwtSettings } from './jwt-settings.ts';
import { liveSigningKeys, type SigningKeyRow } from './jwt-settings-store.ts';

/** The environment's JWT settings with the ids of its groups, constant while the server runs. */
export type JwtLocks = Partial<JwtSettings> & {
  readonly signingKey?: string;
  readonly previousSigningKey?: string;
};

/** The effective settings and the keys that verify signatures, the current one first. */
export interface JwtInForce {
  readonly settings: JwtSettings;
  readonly keys: readonly SigningKey[];
  readonly version: number;
}

export interface JwtSource {
  readonly locks: JwtLocks;
  readonly seal: Seal;
  /** The settings alone; safe inside a transaction. */
  settings(db: Kysely<Schema>): Promise<Pick<JwtInForce, 'settings' | 'version'>>;
  /** The fingerprints of the valid keys, the current one first; safe inside a transaction. */
  fingerprints(db: Kysely<Schema>, now: number): Promise<readonly string[]>;
  /** The current key's text, which is the client secret of the back channel (C2), or null. */
  currentKeyText(db: Kysely<Schema>, now: number): Promise<string | null>;
  /** The same for showing or comparing it: null also if the key can't be decrypted. */
  readableKeyText(db: Kysely<Schema>, now: number): Promise<string | null>;
  /**
   * Read again at each call, so that a change takes effect at once on every server; the parsed
   * result is cached.
   */
  inForce(db: Kysely<Schema>, now: number): Promise<JwtInForce>;
}

/** The source of the JWT settings: the environment takes precedence over what administrators set. */
export function createJwtSource(locks: JwtLocks, seal: Seal): JwtSource {
  const lockedSettings = settingsIn(locks);
  const lockedFingerprints = [locks.signingKey, locks.previousSigningKey]
    .filter((text) => text !== undefined)
    .map(signingKeyFingerprint);
  let parsed: { readonly value: string; readonly settings: JwtSettings } | null = null;
  const imported = new Map<string, Promise<SigningKey>>();

  function settingsOf(value: string): JwtSettings {
    if (parsed?.value !== value) {
      parsed = {
        value,
        settings: { ...defaultJwtSettings, ...JSON.parse(value), ...lockedSettings },
      };
    }
    return parsed.settings;
  }

  async function settings(db: Kysely<Schema>) {
    const { value, version } = await readSettings(db, 'jwt');
    return { settings: settingsOf(value), version };
  }

  function keep(id: string, text: () => string): Promise<SigningKey> {
    const known = imported.get(id);
    if (known !== undefined) return known;
    if (imported.size > 10) imported.clear();
    const key = importSigningKey(text());
    imported.set(id, key);
    return key;
  }

  async function keysOf(db: Kysely<Schema>, now: number): Promise<readonly SigningKey[]> {
    const { signingKey, previousSigningKey } = locks;
    if (signingKey !== undefined) {
      const texts =
        previousSigningKey === undefined ? [signingKey] : [signingKey, previousSigningKey];
      return Promise.all(texts.map((text, index) => keep(`environment ${index}`, () => text)));
    }
    const rows = await liveSigningKeys(db, { now });
    return Promise.all(rows.map((row) => keep(row.encrypted_key, () => openKey(row, seal))));
  }

  return {
    locks,
    seal,
    settings,
    fingerprints: async (db, now) =>
      locks.signingKey === undefined
        ? (await liveSigningKeys(db, { now })).map((row) => row.fingerprint)
        : lockedFingerprints,
    currentKeyText: async (db, now) => {
      if (locks.signingKey !== undefined) return locks.signingKey;
      const [row] = await liveSigningKeys(db, { now });
      return row === undefined ? null : openKey(row, seal);
    },
    readableKeyText: async (db, now) => {
      if (locks.signingKey !== undefined) return locks.signingKey;
      const [row] = await liveSigningKeys(db, { now });
      return row === undefined ? null : seal.open('signing key', row.encrypted_key);
    },
    inForce: async (db, now) => ({ ...(await settings(db)), keys: await keysOf(db, now) }),
  };
}

/** The names of the settings from the environment, as `lockedByEnvironment` lists them. */
export function lockedNames(locks: JwtLocks): string[] {
  return Object.keys(locks).filter((name) => name !== 'previousSigningKey');
}

function settingsIn(locks: JwtLocks): Partial<JwtSettings> {
  const { signingKey: _current, previousSigningKey: _previous, ...settings } = locks;
  return settings;
}

function openKey(row: SigningKeyRow, seal: Seal): string {
  const text = seal.open('signing key', row.encrypted_key);
  if (text === null) {
    throw new Error(
      'The signing key can’t be read: it was stored under another secret key. Restore that one, or generate a new signing key.',
    );
  }
  return text;
}
