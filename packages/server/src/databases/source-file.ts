import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DashboardError } from '../dashboard-error.ts';

/**
 * The file that a database's `path` leads to. Dashboard's own database, which has everybody's sessions,
 * is none, by whatever name or link it is called.
 *
 * @param path absolute, or relative to the data directory
 * @returns the real path
 * @throws DashboardError `query_failed` where there is no such file, or it may not be asked
 */
export async function findSourceFile(dataDir: string, path: string): Promise<string> {
  const file = await realpath(resolve(dataDir, path)).catch(() => null);
  if (file === null)
    throw new DashboardError('query_failed', 'The file of this database is not there any more.');
  if (await isSameFile(file, join(dataDir, 'dashboard.sqlite')))
    throw new DashboardError('query_failed', 'Dashboard’s own database is not for questions.');
  return file;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => stat(file).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}
