import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { precompress } from './precompress.mjs';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'precompress-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('scripts and styles get a Brotli and a gzip copy with the same content', () => {
  const text = 'export const one = 1;\n'.repeat(100);
  const folder = folderWith({ 'app.js': text, 'app.css': text });
  precompress(folder);
  for (const name of ['app.js', 'app.css']) {
    expect(brotliDecompressSync(readFileSync(join(folder, `${name}.br`))).toString()).toBe(text);
    expect(gunzipSync(readFileSync(join(folder, `${name}.gz`))).toString()).toBe(text);
  }
});

test('fonts and tiny files get no copy', () => {
  const folder = folderWith({ 'inter.woff2': 'x'.repeat(5_000), 'tiny.js': 'export {};' });
  precompress(folder);
  expect(readdirSync(folder).sort()).toEqual(['inter.woff2', 'tiny.js']);
});
