import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from '../start-refused.ts';

/**
 * The key that encrypts secrets if the environment has none: `secret.key` in the data directory, 64
 * hex digits, readable by its owner only, created at the first start.
 *
 * @throws StartRefused if the file contains something else or others can read it
 */
export function readSecretKeyFile(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key');
  if (!existsSync(path)) createKeyFile(path);
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new StartRefused(`${path} can be read by others on this machine. Run: chmod 600 ${path}`);
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new StartRefused(`${path} must contain 64 hex digits. Restore it from a backup.`);
  return Buffer.from(text, 'hex');
}

/**
 * Writes all or nothing, and never over an existing file: if two servers start at once, one key is
 * kept.
 */
function createKeyFile(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    unlinkSync(draft);
  }
}
