import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * SHA-256 of names and contents of files and of whole folders, in an order that is the same on
 * every machine. Times of files do not count.
 *
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`
 * @param {(name: string) => boolean} [isPart] called for each entry of a folder, with its bare name
 * @returns {string} hex
 */
export function contentHash(root, paths, isPart = () => true) {
  const hash = createHash('sha256');
  for (const path of paths) addEntry(path);
  return hash.digest('hex');

  /** @param {string} path */
  function addEntry(path) {
    const full = join(root, path);
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).filter(isPart).sort()) addEntry(`${path}/${name}`);
      return;
    }
    const content = readFileSync(full);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
}
