import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/open-postgres.ts';
import { openSqlite } from '../db/open-sqlite.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

export const databaseKinds = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

/** A database of the test's own, with today's tables; it is closed when the test ends. */
export async function openTestDatabase(kind: DatabaseKind): Promise<Database> {
  const database = await openEmptyDatabase(kind);
  await migrate(database, Date.now());
  return database;
}

/** The same without any table. */
export async function openEmptyDatabase(kind: DatabaseKind): Promise<Database> {
  const database =
    kind === 'sqlite'
      ? openSqlite(join(newFolder(), 'dashboard.sqlite'))
      : openPostgres(await newDatabaseUrl());
  onTestFinished(() => database.close());
  return database;
}

/** `postgres://…` of an empty database on the server that the whole run shares; it is gone when the test ends. */
export async function newDatabaseUrl(): Promise<string> {
  const serverUrl = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  onTestFinished(() => dropPostgresDatabase(serverUrl, name));
  return createPostgresDatabase(serverUrl, name);
}

/** A folder that is gone when the test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
