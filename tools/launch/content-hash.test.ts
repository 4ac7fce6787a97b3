import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contentHash } from './content-hash.mjs';

function newFolder(files: Readonly<Record<string, string | null>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-hash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const files = { 'lock.json': '{}', 'src/a.ts': 'ab', 'src/b/c.ts': 'c', 'src/dist/d.js': 'd' };
const isPart = (name: string) => name !== 'dist';
const hashOf = (folder: string) => contentHash(folder, ['lock.json', 'src'], isPart);

describe('the hash of sources', () => {
  test.each([
    ['a text that changed', { ...files, 'src/a.ts': 'aB' }],
    ['a file more', { ...files, 'src/e.ts': '' }],
    ['text that moved into the next file', { ...files, 'src/a.ts': 'a', 'src/b/c.ts': 'bc' }],
    [
      'a file that is called otherwise',
      { 'lock.json': '{}', 'src/aa.ts': 'ab', 'src/b/c.ts': 'c' },
    ],
    [
      'a file that holds the next one',
      { ...files, 'src/a.ts': 'absrc/b/c.tsc', 'src/b/c.ts': null },
    ],
    ['the file outside the folder', { ...files, 'lock.json': '{ }' }],
  ])('changes with %s', (_what, others) => {
    expect(hashOf(newFolder(others))).not.toBe(hashOf(newFolder(files)));
  });

  test('is the same in another place, at another time, and with changes to files that are no sources', () => {
    const folder = newFolder(files);
    const hash = hashOf(folder);
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    onTestFinished(() => rmSync(moved, { recursive: true, force: true }));
    utimesSync(join(moved, 'src/a.ts'), 0, 0);
    writeFileSync(join(moved, 'src/dist/d.js'), 'anew');
    expect(hashOf(moved)).toBe(hash);
  });
});
