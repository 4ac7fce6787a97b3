import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartRefused } from '../start-refused.ts';

/** Held until the process ends in any way: the operating system releases it. */
export interface DataDirLock {
  release(): void;
}

/**
 * Creates the data directory if it is missing (only the owner can open it).
 *
 * @throws StartRefused if it can't be created or written
 */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(join(dataDir, '.write-test'), '', { flag: 'w' });
  } catch (error) {
    throw new StartRefused(
      `The data directory ${dataDir} can't be written (${reason(error)}). Set DASHBOARD_DATA_DIR to one that can.`,
    );
  }
}

/**
 * Lets one server at a time use a data directory. The lock is SQLite's own on an empty file, which
 * a crash releases; a note next to it names the holder. The command line takes no lock.
 *
 * @throws StartRefused naming the holder
 */
export function lockDataDir(dataDir: string, holder: string): DataDirLock {
  const note = join(dataDir, 'server.lock.txt');
  const lock = new DatabaseSync(join(dataDir, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StartRefused(
      `Another server uses the data directory ${dataDir}: ${readNote(note)}. Stop it first, or set DASHBOARD_DATA_DIR.`,
    );
  }
  writeFileSync(note, holder);
  return { release: () => lock.close() };
}

function readNote(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'a process without a note';
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked/.test(error.message);
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
