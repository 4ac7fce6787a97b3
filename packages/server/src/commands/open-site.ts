import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/open-database.ts';
import { createJwtSource, type JwtSource } from '../jwt-settings/jwt-source.ts';
import { createLockOutGuard, type LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { resolveKnownLocks } from '../jwt-settings/resolve-locks.ts';
import { createSeal } from '../secrets/seal.ts';
import { readSecretKeyFile } from '../secrets/secret-key-file.ts';
import { readSettings } from '../settings/settings-store.ts';
import { StartRefused } from '../start-refused.ts';
import type { CommandContext } from './command.ts';

/** The parts of the site that a command uses, with or without a running server. */
export interface OpenSite {
  readonly config: Config;
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly guard: LockOutGuard;
}

/** Whether a server has ever run with this data: before that there is nothing to open. */
export function hasData({ databaseUrl, dataDir }: Config): boolean {
  return databaseUrl !== null || existsSync(join(dataDir, 'dashboard.sqlite'));
}

/**
 * Opens the site that the environment names while `work` runs. Does not migrate the database.
 *
 * @throws StartRefused if there is none, or it can't be used
 */
export async function withOpenSite<T>(
  { environment }: CommandContext,
  work: (site: OpenSite) => Promise<T>,
): Promise<T> {
  const config = readConfig(environment);
  if (!hasData(config)) {
    throw new StartRefused(
      `There is no Dashboard in ${config.dataDir} yet. Start it once, or set DASHBOARD_DATA_DIR.`,
    );
  }
  const database = openDatabase(config);
  try {
    await refuseUnusable(database);
    const seal = createSeal(config.secretKey ?? readSecretKeyFile(config.dataDir));
    const jwt = createJwtSource(await resolveKnownLocks(database, config.jwt), seal);
    const passwordLoginLock = config.passwordLoginEnabled;
    // No command disables password login.
    const isSiteMoving = async () => false;
    const guard = createLockOutGuard({ database, jwt, passwordLoginLock, isSiteMoving });
    return await work({ config, database, jwt, guard });
  } finally {
    await database.close();
  }
}

async function refuseUnusable(database: Database): Promise<void> {
  try {
    await readSettings(database.read, 'jwt');
  } catch (error) {
    const reason = error instanceof Error ? error.message || String(error) : String(error);
    throw new StartRefused(
      `The database can't be read (${reason}). Start this version of Dashboard on it once.`,
    );
  }
}
