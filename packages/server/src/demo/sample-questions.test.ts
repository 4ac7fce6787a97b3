import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createQueryPool } from '../databases/query-pool.ts';
import { askQuestion, listQuestions } from '../questions/ask-question.ts';
import { databaseKinds, newFolder, openTestDatabase } from '../testing/test-database.ts';
import { installSamples } from './sample-questions.ts';

const everyone = { accountId: 1, isAdministrator: false, groupIds: [1] };

async function installed(kind: (typeof databaseKinds)[number]) {
  const database = await openTestDatabase(kind);
  const dataDir = newFolder();
  await installSamples(database, dataDir, 1);
  const queries = createQueryPool();
  onTestFinished(() => queries.close());
  return { database, dataDir, queries };
}

describe.each(databaseKinds)('the samples, on %s', (kind) => {
  test('are not created again after they were deleted, and neither is their file', async () => {
    const { database, dataDir } = await installed(kind);
    await database.transaction(async (tx) => {
      await tx.deleteFrom('questions').execute();
      await tx.deleteFrom('collections').execute();
      await tx.deleteFrom('databases').execute();
    });
    const file = join(dataDir, 'sample-shop.sqlite');
    rmSync(file);
    await installSamples(database, dataDir, 2);
    expect(await listQuestions({ database }, { ...everyone, isAdministrator: true })).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  test('are created once, however many servers start at the same moment', async () => {
    const database = await openTestDatabase(kind);
    const dataDirs = [newFolder(), newFolder(), newFolder()];
    await Promise.all(dataDirs.map((dataDir) => installSamples(database, dataDir, 1)));
    const questions = await listQuestions({ database }, everyone);
    expect(questions.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const dataDir of dataDirs)
      expect(existsSync(join(dataDir, 'sample-shop.sqlite'))).toBe(true);
  });

  test('all return rows to everyone who is signed in, with the columns that their charts name', async () => {
    const deps = await installed(kind);
    const questions = await listQuestions(deps, everyone);
    expect(questions[0]).toMatchObject({ slug: 'superb-question', collectionName: 'Examples' });
    for (const { id, name, description, visualization } of questions) {
      const table = await askQuestion(deps, everyone, { id, parameters: {} });
      expect(table.rowCount, name).toBeGreaterThan(0);
      expect(description, name).toMatch(/\.$/);
      const columns = table.columns.map((column) => column.name);
      expect(columns, name).toEqual(
        expect.arrayContaining([visualization.x, ...(visualization.y ?? [])].filter(Boolean)),
      );
    }
  });

  test('include both days of a period', async () => {
    const deps = await installed(kind);
    const countOf = async (parameters: Record<string, string>) => {
      const { rows } = await askQuestion(deps, everyone, { id: 2, parameters });
      return rows.reduce((sum, row) => sum + Number(row[1]), 0);
    };
    const whole = await countOf({ from: '2025-01-01', to: '2025-01-31' });
    const parts = [
      await countOf({ from: '2025-01-01', to: '2025-01-15' }),
      await countOf({ from: '2025-01-16', to: '2025-01-30' }),
      await countOf({ from: '2025-01-31', to: '2025-01-31' }),
    ];
    expect(parts.every((part) => part > 0)).toBe(true);
    expect(parts.reduce((a, b) => a + b)).toBe(whole);
    expect(await countOf({})).toBe(await countOf({ from: '2023-01-01', to: '2025-12-31' }));
  });
});
