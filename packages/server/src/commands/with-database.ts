import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/open-postgres.ts';
import { openSqlite } from '../db/open-sqlite.ts';
import { StartRefused } from '../start-refused.ts';

/**
 * Gives a command the database that the server uses, beside a running one or without.
 *
 * @throws StartRefused for a wrong environment, or where there is no database yet
 */
export async function withDatabase<T>(
  environment: NodeJS.ProcessEnv,
  work: (database: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig(environment);
  const database = open(config);
  try {
    await migrate(database, Date.now());
    return await work(database, config);
  } catch (error) {
    if (error instanceof StartRefused || config.databaseUrl === null) throw error;
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new StartRefused(`The database can't be used: ${error.message || String(error.code)}`);
  } finally {
    await database.close();
  }
}

function open({ databaseUrl, dataDir }: Config): Database {
  if (databaseUrl !== null) return openPostgres(databaseUrl);
  const path = join(dataDir, 'dashboard.sqlite');
  if (existsSync(path)) return openSqlite(path);
  throw new StartRefused(
    `There is no database in ${dataDir} yet. Start Dashboard once, or set DASHBOARD_DATA_DIR or DATABASE_URL as it is set for the server.`,
  );
}
