import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isInstalled, isWholeInstall, pinnedNode } from './install-packages.mjs';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/elsewhere': { version: '1.0.0', integrity: 'sha512-e', optional: true },
  'packages/own': { version: '0.1.0' },
};
const { '': _root, 'node_modules/elsewhere': elsewhere, ...installed } = locked;

describe('the installed packages', () => {
  test.each([
    ['nothing', {}],
    ['a package less', { 'packages/own': installed['packages/own'] }],
    ['a package more', { ...installed, 'node_modules/b': { version: '1.0.0' } }],
    [
      'another version',
      { ...installed, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } },
    ],
    [
      'another content',
      { ...installed, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } },
    ],
    [
      'another optional version',
      { ...installed, 'node_modules/elsewhere': { ...elsewhere, version: '2.0.0' } },
    ],
  ])('differ from the locked ones with %s', (_what, packages) => {
    expect(isWholeInstall(locked, packages)).toBe(false);
  });

  test('can lack packages for other machines', () => {
    expect(isWholeInstall(locked, installed)).toBe(true);
    expect(isWholeInstall(locked, { ...installed, 'node_modules/elsewhere': elsewhere })).toBe(
      true,
    );
  });

  test('are recognized by npm’s own record, and only with the Node that comes with the project', () => {
    const root = mkdtempSync(join(tmpdir(), 'dashboard-install-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const write = (path: string, text: string) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    write(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
    expect(isInstalled(root)).toBe(false);
    write(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
    expect(isInstalled(root)).toBe(false);
    write(pinnedNode(root), '');
    expect(isInstalled(root)).toBe(true);
    write(join(root, 'package-lock.json'), JSON.stringify({ packages: { ...locked, new: {} } }));
    expect(isInstalled(root)).toBe(false);
  });
});
