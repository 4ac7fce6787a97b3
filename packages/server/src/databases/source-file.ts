import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DashboardError } from '../dashboard-error.ts';

/**
 * The file at a database's `path`. Dashboard's own database, which contains all sessions, is
 * refused under any name or link.
 *
 * @param path absolute, or relative to the data directory
 * @returns the real path
 * @throws DashboardError `query_failed` if there is no such file, or it is not allowed
 */
export async function findSourceFile(dataDir: string, path: string): Promise<string> {
  const file = await realpath(resolve(dataDir, path)).catch(() => null);
  if (file === null)
    throw new DashboardError('query_failed', 'The file of this database no longer exists.');
  if (await isSameFile(file, join(dataDir, 'dashboard.sqlite')))
    throw new DashboardError('query_failed', 'Questions can’t use Dashboard’s own database.');
  return file;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}
