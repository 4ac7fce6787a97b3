import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartRefused } from '../start-refused.ts';
import type { Database } from './database.ts';

/** The number of copies to keep, the newest ones. */
const keptCopies = 3;
const copyName = /^before-.+\.sqlite$/;

/**
 * Writes a copy of an embedded database to `backups/before-<migration>.sqlite` in its folder, so
 * that an upgrade can be undone. Does nothing on PostgreSQL, which has its own backups.
 *
 * @param id the first migration that will run
 * @throws StartRefused if the copy can't be written
 */
export function copyBeforeMigration({ path }: Pick<Database, 'path'>, id: string): void {
  if (path === null) return;
  const folder = join(dirname(path), 'backups');
  const copy = join(folder, `before-${id}.sqlite`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Left by a start that failed after the copy; the database has not changed since.
    rmSync(copy, { force: true });
    const source = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    try {
      source.prepare('vacuum into ?').run(copy);
    } finally {
      source.close();
    }
    chmodSync(copy, 0o600);
    for (const old of copiesIn(folder).slice(keptCopies)) rmSync(old);
  } catch (error) {
    throw new StartRefused(
      `The database must be upgraded, and its copy ${copy} can't be written (${error instanceof Error ? error.message : error}). Free some disk space, then start again.`,
    );
  }
}

/** Newest first. */
function copiesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => copyName.test(name))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs || b.localeCompare(a));
}
