import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished, type RunnerTestCase, TestRunner } from 'vitest';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/open-postgres.ts';
import { openSqlite } from '../db/open-sqlite.ts';
import { chosenKinds, type DatabaseKind } from './chosen-kinds.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that the whole run shares; empty if `TEST_DATABASES` leaves PostgreSQL out. */
    readonly postgresUrl: string;
    /** The name of its database with today's tables, which each test copies. */
    readonly postgresTemplate: string;
    /** Path of the sample shop, created once for the whole run. */
    readonly sampleShop: string;
  }
}

export type { DatabaseKind };

/**
 * The databases on which each test with a database runs: both kinds, or those in `TEST_DATABASES`.
 */
export const databaseKinds: readonly DatabaseKind[] = chosenKinds(process.env.TEST_DATABASES);

/** A separate database for the test, with the current tables; it is closed when the test ends. */
export async function openTestDatabase(kind: DatabaseKind): Promise<Database> {
  const database = await open(kind, newMigratedUrl);
  await migrate(database, Date.now());
  return database;
}

/** The same without any table. */
export function openEmptyDatabase(kind: DatabaseKind): Promise<Database> {
  return open(kind, newDatabaseUrl);
}

async function open(kind: DatabaseKind, newUrl: () => Promise<string>): Promise<Database> {
  const database =
    kind === 'sqlite'
      ? openSqlite(join(newFolder(), 'dashboard.sqlite'))
      : openPostgres(await newUrl());
  onTestFinished(() => database.close());
  return database;
}

/** `postgres://…` of a database with today's tables; otherwise as `newDatabaseUrl`. */
export function newMigratedUrl(): Promise<string> {
  return newDatabaseUrl(inject('postgresTemplate'));
}

/**
 * `postgres://…` of a database on the server that the whole run shares; it is gone when the test ends. A
 * run without PostgreSQL skips the test.
 *
 * @param template the database that it is a copy of; empty without one
 */
export async function newDatabaseUrl(template?: string): Promise<string> {
  const serverUrl = inject('postgresUrl');
  if (serverUrl === '')
    TestRunner.getCurrentTest<RunnerTestCase>().context.skip('needs PostgreSQL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  onTestFinished(() => dropPostgresDatabase(serverUrl, name));
  return createPostgresDatabase(serverUrl, name, template);
}

/** A folder that is removed when the test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
