import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeSampleShop } from '../demo/sample-shop.ts';
import { chosenKinds } from './chosen-kinds.ts';
import { startPostgres } from './postgres-server.ts';

/**
 * Provides what the whole run shares: one PostgreSQL, on which each test creates a database of its own,
 * and one sample shop, which each test server copies.
 */
export default async function provideForRun(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-run-'));
  const sampleShop = join(folder, 'sample-shop.sqlite');
  makeSampleShop(sampleShop);
  project.provide('sampleShop', sampleShop);
  const needsPostgres = chosenKinds(process.env.TEST_DATABASES).includes('postgres');
  const server = needsPostgres ? await startPostgres() : null;
  project.provide('postgresUrl', server?.url ?? '');
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    await server?.stop();
  };
}
