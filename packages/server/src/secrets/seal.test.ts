import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSeal } from './seal.ts';
import { readSecretKeyFile } from './secret-key-file.ts';

describe('a sealed text', () => {
  const seal = createSeal(randomBytes(32));

  test('can’t be decrypted with another key, for another purpose, or after any change', () => {
    const sealed = seal.close('signing key', 'a secret');
    expect(createSeal(randomBytes(32)).open('signing key', sealed)).toBeNull();
    expect(seal.open('sign-in attempt', sealed)).toBeNull();
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(seal.open('signing key', changed.toString('base64url'))).toBeNull();
    }
    expect(seal.open('signing key', bytes.subarray(0, 27).toString('base64url'))).toBeNull();
    expect(seal.open('signing key', '')).toBeNull();
  });

  test('decrypts to the original text, and is different each time', () => {
    const [first, second] = [
      seal.close('signing key', 'clé 🔑'),
      seal.close('signing key', 'clé 🔑'),
    ];
    expect(first).not.toBe(second);
    expect(seal.open('signing key', first)).toBe('clé 🔑');
  });
});

describe('the secret key file', () => {
  test('is refused if others can read it or it contains something else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-test-'));
    const path = join(folder, 'secret.key');
    readSecretKeyFile(folder);
    chmodSync(path, 0o644);
    expect(() => readSecretKeyFile(folder)).toThrow('chmod 600');
    chmodSync(path, 0o600);
    writeFileSync(path, 'not a key');
    expect(() => readSecretKeyFile(folder)).toThrow('64 hex digits');
  });

  test('is created once, for its owner only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-test-'));
    const key = readSecretKeyFile(folder);
    expect(key).toHaveLength(32);
    expect(readSecretKeyFile(folder)).toEqual(key);
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'secret.key'), 'utf8')).toBe(`${key.toString('hex')}\n`);
  });
});
