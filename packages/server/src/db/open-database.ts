import { join } from 'node:path';
import type { Database } from './database.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';

/**
 * Opens PostgreSQL if the environment names one, otherwise the embedded database of the data
 * directory.
 */
export function openDatabase({
  databaseUrl,
  dataDir,
}: {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}): Database {
  return databaseUrl === null
    ? openSqlite(join(dataDir, 'dashboard.sqlite'))
    : openPostgres(databaseUrl);
}
