import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StartRefused } from '../start-refused.ts';
import {
  databaseKinds,
  newDatabaseUrl,
  openEmptyDatabase,
  openTestDatabase,
} from '../testing/test-database.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { lockNumber, openPostgres } from './open-postgres.ts';

const now = Date.UTC(2026, 0, 1);
const folder = new URL('migrations/', import.meta.url);
const files = readdirSync(folder).sort();
const names = files.map((file) => file.replace(/\.ts$/, ''));

async function recorded({ read }: Database) {
  const { rows } = await sql<{
    name: string;
    checksum: string;
    applied_at: number;
  }>`select name, checksum, applied_at from migrations order by name`.execute(read);
  return rows;
}

describe.each(databaseKinds)('migrations on %s', (kind) => {
  test('refuse a database that a newer program has migrated, and leave it as it is', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) =>
      sql`insert into migrations values ('9999-from-the-future', 'x', ${now})`.execute(tx),
    );
    const before = await recorded(database);
    const refused = await migrate(database, now).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefused);
    expect(String(refused)).toMatch(/newer than this program.*9999-from-the-future/);
    expect(await recorded(database)).toEqual(before);
  });

  test('refuse where a migration has changed since it was applied', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) =>
      sql`update migrations set checksum = 'another' where name = ${names[0]}`.execute(tx),
    );
    const refused = await migrate(database, now).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefused);
    expect(String(refused)).toContain(`"${names[0]}" has changed`);
  });

  test('are applied in the order of their files, each once, and are recorded by their text', async () => {
    const database = await openEmptyDatabase(kind);
    expect(await migrate(database, now)).toEqual(names);
    const sum = (file: string) =>
      createHash('sha256')
        .update(readFileSync(new URL(file, folder)))
        .digest('hex');
    expect(await recorded(database)).toEqual(
      files.map((file, index) => ({ name: names[index], checksum: sum(file), applied_at: now })),
    );
    expect(await migrate(database, now + 1)).toEqual([]);
    expect(await database.read.selectFrom('groups').select('name').orderBy('id').execute()).toEqual(
      [{ name: 'All users' }, { name: 'Administrators' }],
    );
  });
});

test('several servers that start on one PostgreSQL at once apply each migration once', async () => {
  const url = await newDatabaseUrl();
  const servers = Array.from({ length: 4 }, () => openPostgres(url));
  onTestFinished(async () => {
    for (const server of servers) await server.close();
  });
  const applied = await Promise.all(servers.map((server) => migrate(server, now)));
  expect(applied.filter(({ length }) => length > 0)).toEqual([names]);
});

test('a server that starts on PostgreSQL while another one migrates waits for it', async () => {
  const url = await newDatabaseUrl();
  const [database, other] = [openPostgres(url), openPostgres(url)];
  onTestFinished(async () => {
    await database.close();
    await other.close();
  });
  let later: Promise<string[]> = Promise.resolve([]);
  const whileLocked = await database.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockNumber('migrations')})`.execute(tx);
    later = migrate(other, now);
    return Promise.race([later, untilSomebodyWaits(database)]);
  });
  expect(whileLocked).toBe('waits');
  expect(await later).toEqual(names);
});

async function untilSomebodyWaits({ read }: Database): Promise<'waits'> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(
      read,
    );
    if (rows.length > 0) return 'waits';
  }
}
