import type { Kysely } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';

/** Whether people can sign in with a password (W3), and what decides it. */
export interface PasswordLoginState {
  readonly enabled: boolean;
  /** Enabled from the shell, overriding the environment (W5). */
  readonly overridesEnvironment: boolean;
  readonly version: number;
}

interface Stored {
  readonly enabled?: boolean;
  readonly overridesEnvironment?: boolean;
}

/** @param lockedTo the environment's value, or null if it has none */
export async function readPasswordLogin(
  db: Kysely<Schema>,
  lockedTo: boolean | null,
): Promise<PasswordLoginState> {
  const { value, version } = await readSettings(db, 'password_login');
  const { enabled = true, overridesEnvironment = false } = JSON.parse(value) as Stored;
  if (lockedTo === null) return { enabled, overridesEnvironment: false, version };
  const overrides = lockedTo === false && overridesEnvironment;
  return { enabled: lockedTo || overrides, overridesEnvironment: overrides, version };
}

export async function writePasswordLogin(
  tx: Tx,
  state: Required<Stored>,
  now: number,
): Promise<void> {
  const { version } = await readSettings(tx, 'password_login');
  await writeSettings(
    tx,
    'password_login',
    { value: JSON.stringify(state), version: version + 1 },
    now,
  );
}

/** Ends an override from the shell (W5) unless the environment disables password login. */
export async function forgetOverride(database: Database, now: number): Promise<void> {
  const { value } = await readSettings(database.read, 'password_login');
  const { enabled = true, overridesEnvironment = false } = JSON.parse(value) as Stored;
  if (!overridesEnvironment) return;
  await database.transaction((tx) =>
    writePasswordLogin(tx, { enabled, overridesEnvironment: false }, now),
  );
}
