import type { GeneralSettingsInput, GeneralSettingsPatch } from '@dashboard/contract';
import type { Kysely } from 'kysely';
import { type Actor, differences, writeAudit } from '../audit/audit-store.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';

import { refuseStale } from '../entity-tag.ts';
import { readSite, type Site } from '../site.ts';
import { embeddingFaults, readEmbeddingOrigin } from './embedding-origins.ts';
import { invalidSettings, lockedByEnvironment } from './refusals.ts';
import { readSettings, writeSettings } from './settings-store.ts';

/** The general settings from the environment, which take precedence. */
export type GeneralLocks = Partial<Pick<GeneralSettingsInput, 'siteName' | 'siteAddress'>>;

const day = 24 * 3600;
const defaults = {
  siteName: 'Dashboard',
  sessionMaxAgeSeconds: 14 * day,
  sessionIdleSeconds: day,
  logRetentionDays: 90,
  embeddingOrigins: [],
} satisfies Partial<GeneralSettingsInput>;

export interface GeneralSource {
  readonly locks: GeneralLocks;
  /** The settings, at most a few seconds old; a change by this server takes effect at once. */
  current(): GeneralSettingsInput;
  /** The current settings, with their version. */
  read(
    db: Kysely<Schema>,
  ): Promise<{ readonly settings: GeneralSettingsInput; readonly version: number }>;
  close(): void;
}

const readAgainEvery = 5_000;

/**
 * The general settings: the environment takes precedence over what administrators set. They are
 * cached, because every request needs the session lifetime, and read again every five seconds,
 * because another server may have changed them.
 */
export async function openGeneralSettings(
  db: Kysely<Schema>,
  locks: GeneralLocks,
  siteAddress: string,
): Promise<GeneralSource> {
  async function read(from: Kysely<Schema>) {
    const { value, version } = await readSettings(from, 'general');
    const stored = JSON.parse(value) as GeneralSettingsPatch;
    const settings: GeneralSettingsInput = { ...defaults, siteAddress, ...stored, ...locks };
    kept = settings;
    return { settings, version };
  }
  let kept: GeneralSettingsInput = { ...defaults, siteAddress, ...locks };
  await read(db);
  const timer = setInterval(() => void read(db).catch(() => undefined), readAgainEvery);
  timer.unref();
  return { locks, current: () => kept, read, close: () => clearInterval(timer) };
}

/**
 * The address that administrators have set, or null: for the start, before anything else is built.
 */
export async function readStoredSiteAddress(db: Kysely<Schema>): Promise<string | null> {
  const { value } = await readSettings(db, 'general');
  return (JSON.parse(value) as GeneralSettingsPatch).siteAddress ?? null;
}

export interface GeneralSettingsDeps {
  readonly database: Database;
  readonly general: GeneralSource;
  readonly site: Site;
  /** Refuses a site address at which people could no longer sign in. */
  readonly refuseSite: (tx: Tx, address: string, origin: string | null) => Promise<void>;
}

/** Who requests a change, from a page of which origin, and for which version (`If-Match`). */
export interface Asked {
  readonly by: Actor;
  readonly origin: string | null;
  readonly expected: readonly string[] | null;
}

/**
 * Changes general settings: partial, all or nothing.
 *
 * @throws DashboardError `changed_meanwhile`, `locked_by_environment`, `validation_failed`
 */
export async function changeGeneralSettings(
  { database, general, site, refuseSite }: GeneralSettingsDeps,
  patch: GeneralSettingsPatch,
  { by, origin, expected }: Asked,
  now: number,
): Promise<void> {
  const changes = withoutUnchangedLocks(normalised(patch), general.locks);
  const locked = Object.keys(changes).filter((name) => Object.hasOwn(general.locks, name));
  if (locked.length > 0) throw lockedByEnvironment(locked);
  await database.transaction(async (tx) => {
    await database.lock(tx, 'settings');
    const { value, version } = await readSettings(tx, 'general');
    refuseStale(expected, `${version}`);
    const { settings } = await general.read(tx);
    if (changes.embeddingOrigins !== undefined || changes.siteAddress !== undefined)
      refuseFaults(embeddingFaults({ ...settings, ...changes }, site));
    const change = differences(settings, { ...settings, ...changes });
    if (Object.keys(change.after).length === 0) return;
    if (change.after.siteAddress !== undefined)
      await refuseSite(tx, change.after.siteAddress, origin);
    const stored = { ...(JSON.parse(value) as GeneralSettingsPatch), ...changes };
    const next = { value: JSON.stringify(stored), version: version + 1 };
    await writeSettings(tx, 'general', next, now);
    const subject = { kind: 'settings', id: null, name: 'general' } as const;
    await writeAudit(tx, by, { action: 'general_settings_changed', subject, ...change }, now);
  });
  await general.read(database.read);
}

/** The same settings as they are stored: addresses and origins as a browser writes them. */
function normalised(patch: GeneralSettingsPatch): GeneralSettingsPatch {
  const { siteName, siteAddress, embeddingOrigins, ...rest } = patch;
  return {
    ...rest,
    ...(siteName !== undefined && { siteName: siteName.trim() }),
    ...(siteAddress !== undefined && { siteAddress: readAddress(siteAddress) }),
    ...(embeddingOrigins !== undefined && {
      embeddingOrigins: [
        ...new Set(embeddingOrigins.map((text) => readEmbeddingOrigin(text) ?? text)),
      ],
    }),
  };
}

/** A setting of the environment that is sent back with its own value is no change. */
function withoutUnchangedLocks(
  changes: GeneralSettingsPatch,
  locks: GeneralLocks,
): GeneralSettingsPatch {
  const differing = differences(locks, { ...locks, ...changes }).after;
  return Object.fromEntries(
    Object.entries(changes).filter(
      ([name]) => !Object.hasOwn(locks, name) || Object.hasOwn(differing, name),
    ),
  );
}

function readAddress(text: string): string {
  const site = readSite(text);
  if (site !== null) return site.address;
  throw invalidSettings({
    siteAddress:
      'This must be an address such as https://example.com or https://example.com/bi/, without user, query or fragment.',
  });
}

function refuseFaults(fields: Readonly<Record<string, string>>): void {
  if (Object.keys(fields).length > 0) throw invalidSettings(fields);
}
