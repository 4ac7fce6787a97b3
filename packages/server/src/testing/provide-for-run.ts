import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/open-postgres.ts';
import { makeSampleShop } from '../demo/sample-shop.ts';
import { chosenKinds } from './chosen-kinds.ts';
import { createPostgresDatabase, dropPostgresDatabase, startPostgres } from './postgres-server.ts';

/**
 * Provides what the whole run shares: one PostgreSQL, on which each test creates its own database,
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
  const template = `template_${randomBytes(8).toString('hex')}`;
  project.provide('postgresTemplate', template);
  if (server !== null) await createTemplate(server.url, template);
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    if (server !== null) await dropPostgresDatabase(server.url, template);
    await server?.stop();
  };
}

/** A database with today's tables. Copying it takes half as long as migrating an empty one. */
async function createTemplate(serverUrl: string, name: string): Promise<void> {
  const database = openPostgres(await createPostgresDatabase(serverUrl, name));
  await migrate(database, Date.now());
  await database.close();
}
