import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { StartRefused } from '../start-refused.ts';

/**
 * Lets only the owner read a database file and the files that SQLite creates next to it, with any
 * mode of their directory. Creates the file if it is missing: SQLite gives its mode to the others.
 *
 * @throws StartRefused if others can read one of them and its mode cannot be changed
 */
export function restrictToOwner(path: string): void {
  if (process.platform === 'win32') return;
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o077) === 0) continue;
    try {
      chmodSync(file, 0o600);
    } catch {
      throw new StartRefused(
        `${file} can be read by others on this machine. Run as its owner: chmod 600 ${file}`,
      );
    }
  }
}
