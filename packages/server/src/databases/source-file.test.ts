import { linkSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder } from '../testing/test-database.ts';
import { findSourceFile } from './source-file.ts';

describe('the file of a database', () => {
  test.each([
    ['by its name', 'dashboard.sqlite'],
    ['by a way round', '../{folder}/./dashboard.sqlite'],
    ['by a symbolic link', 'link.sqlite'],
    ['by a second name', 'twin.sqlite'],
  ])('is never Dashboard’s own, called %s', async (_way, path) => {
    const folder = newFolder();
    const own = join(folder, 'dashboard.sqlite');
    writeFileSync(own, '');
    symlinkSync(own, join(folder, 'link.sqlite'));
    linkSync(own, join(folder, 'twin.sqlite'));
    const name = folder.split('/').at(-1) ?? '';
    await expect(findSourceFile(folder, path.replace('{folder}', name))).rejects.toMatchObject({
      code: 'query_failed',
      message: 'Questions can’t use Dashboard’s own database.',
    });
  });

  test('that is gone is reported with a sentence', async () => {
    await expect(findSourceFile(newFolder(), 'gone.sqlite')).rejects.toMatchObject({
      code: 'query_failed',
    });
  });

  test('is looked for in the data directory, or at an absolute path', async () => {
    const [dataDir, elsewhere] = [newFolder(), newFolder()];
    const [inside, outside] = [join(dataDir, 'shop.sqlite'), join(elsewhere, 'other.sqlite')];
    writeFileSync(inside, '');
    writeFileSync(outside, '');
    expect(await findSourceFile(dataDir, 'shop.sqlite')).toBe(realpathSync(inside));
    expect(await findSourceFile(dataDir, outside)).toBe(realpathSync(outside));
  });
});
