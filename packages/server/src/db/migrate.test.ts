import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findById } from '../accounts/account-store.ts';
import { StartRefused } from '../start-refused.ts';
import {
  databaseKinds,
  newDatabaseUrl,
  openEmptyDatabase,
  openTestDatabase,
} from '../testing/test-database.ts';
import type { Database } from './database.ts';
import { migrate, migrations } from './migrate.ts';
import { type Migration, migrationChecksum } from './migration.ts';
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
  test('refuse a database that a newer program has migrated, and do not change it', async () => {
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

  test('refuse to run if a migration has changed since it was applied', async () => {
    const database = await openTestDatabase(kind);
    await database.transaction((tx) =>
      sql`update migrations set checksum = 'another' where name = ${names[0]}`.execute(tx),
    );
    const refused = await migrate(database, now).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartRefused);
    expect(String(refused)).toContain(`"${names[0]}" has changed`);
  });

  test('are applied in the order of their files, each once, and recorded by the SQL they run', async () => {
    const database = await openEmptyDatabase(kind);
    expect(await migrate(database, now)).toEqual(names);
    const expected = await Promise.all(
      migrations.map(async (migration) => ({
        name: migration.id,
        checksum: await migrationChecksum(kind, migration),
        applied_at: now,
      })),
    );
    expect(await recorded(database)).toEqual(expected);
    expect(await migrate(database, now + 1)).toEqual([]);
    expect(await database.read.selectFrom('groups').select('name').orderBy('id').execute()).toEqual(
      [{ name: 'All users' }, { name: 'Administrators' }],
    );
  });

  test('accept a database with the checksum of the source text, and record today’s checksum', async () => {
    const database = await openTestDatabase(kind);
    const before = await recorded(database);
    await database.transaction((tx) =>
      sql`update migrations set checksum = '1c372d08b2a5b3f42b83e51366ec2f913f91e16e425d3f9cfbf924a48968c411' where name = '0001-first-tables'`.execute(
        tx,
      ),
    );
    expect(await migrate(database, now)).toEqual([]);
    expect(await recorded(database)).toEqual(before);
  });

  test('have the same checksum with any formatting of their source, and another one for other SQL', async () => {
    const one: Migration = {
      id: 'x',
      up: ({ schema, run }) => run([schema.createTable('a').addColumn('b', 'text')]),
    };
    const same: Migration = {
      id: 'x',
      async up(tools) {
        const table = tools.schema.createTable('a');
        await tools.run([table.addColumn('b', 'text')]);
      },
    };
    const other: Migration = {
      id: 'x',
      up: ({ schema, run }) => run([schema.createTable('a').addColumn('b', 'integer')]),
    };
    expect(await migrationChecksum(kind, same)).toBe(await migrationChecksum(kind, one));
    expect(await migrationChecksum(kind, other)).not.toBe(await migrationChecksum(kind, one));
  });

  test('read and transform rows', async () => {
    const database = await openTestDatabase(kind);
    const shout: Migration = {
      id: '9000-shout',
      async up({ db }) {
        for (const { id, name } of await db.selectFrom('groups').select(['id', 'name']).execute())
          await db
            .updateTable('groups')
            .set({ name: `${name}!` })
            .where('id', '=', id)
            .execute();
      },
    };
    expect(await migrate(database, now, [...migrations, shout])).toEqual(['9000-shout']);
    const groups = await database.read.selectFrom('groups').select('name').orderBy('id').execute();
    expect(groups).toEqual([{ name: 'All users!' }, { name: 'Administrators!' }]);
  });

  test('leave the database unchanged if one of them fails', async () => {
    const database = await openTestDatabase(kind);
    const before = await recorded(database);
    const failing: Migration = {
      id: '9000-fails',
      async up({ db }) {
        await db.deleteFrom('groups').execute();
        await sql`insert into no_such_table values (1)`.execute(db);
      },
    };
    await expect(migrate(database, now, [...migrations, failing])).rejects.toThrow(/no_such_table/);
    expect(await recorded(database)).toEqual(before);
    expect(await database.read.selectFrom('groups').selectAll().execute()).toHaveLength(2);
  });

  test.each(migrations.map(({ id }, index) => [id, index + 1] as const))(
    'upgrade a database with rows from the schema of %s',
    async (_id, count) => {
      const database = await openEmptyDatabase(kind);
      await migrate(database, now, migrations.slice(0, count));
      await fillFirstTables(database);
      const before = await rowCounts(database);
      await migrate(database, now + 1);
      expect(await rowCounts(database)).toEqual(before);
      expect(await findById(database.read, { id: 1 })).toMatchObject([
        { email: 'ada@example.com' },
      ]);
      await openForUse(database);
    },
  );
});

/** Rows in every table of the first schema, with each kind of reference between them. */
async function fillFirstTables({ migration }: Database): Promise<void> {
  await migration(async (tx) => {
    for (const statement of [
      `insert into accounts (email, active, source, jwt_attributes, created_at) values ('ada@example.com', 1, 'jwt', '{}', 1)`,
      `insert into group_members (group_id, account_id, origin) values (1, 1, 'hand')`,
      `insert into sessions (token_hash, account_id, signed_in_via, created_at, expires_at, last_used_at, address, user_agent) values ('h', 1, 'jwt', 1, 2, 1, '', '')`,
      `insert into used_tokens (use_key, kept_until) values ('k', 9)`,
      `insert into sign_ins (at, outcome, reference, address, user_agent, flow, account_id) values (1, 'signed_in', 'R', '', '', 'jwt', 1)`,
      `insert into settings (name, value, version, updated_at) values ('general', '{}', 1, 1)`,
      `insert into signing_keys (encrypted_key, fingerprint, last_four, created_at) values ('e', 'f', 'four', 1)`,
      `insert into key_uses (fingerprint, last_used_at) values ('f', 1)`,
      `insert into databases (name, kind, details, created_at) values ('Shop', 'sqlite', '{}', 1)`,
      `insert into collections (name, created_at) values ('Examples', 1)`,
      `insert into collection_permissions (group_id, collection_id, access) values (1, 1, 'view')`,
      `insert into questions (name, database_id, collection_id, sql, parameters, visualization, created_at, updated_at) values ('Q', 1, 1, 'select 1', '[]', '{"kind":"table"}', 1, 1)`,
    ])
      await sql.raw(statement).execute(tx);
  });
}

const firstTableNames = [
  ...['accounts', 'groups', 'group_members', 'sessions', 'used_tokens', 'sign_ins', 'settings'],
  ...[
    'signing_keys',
    'key_uses',
    'databases',
    'collections',
    'collection_permissions',
    'questions',
  ],
];

async function rowCounts({ read }: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of firstTableNames) {
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from ${sql.table(table)}`.execute(read);
    counts[table] = Number(rows[0]?.n);
  }
  return counts;
}

/** Deleting the account deletes what belongs to it: the references still hold after the upgrade. */
async function openForUse(database: Database): Promise<void> {
  await database.transaction((tx) => tx.deleteFrom('accounts').where('id', '=', 1).execute());
  const { sessions, group_members: members, questions } = await rowCounts(database);
  expect({ sessions, members, questions }).toEqual({ sessions: 0, members: 0, questions: 1 });
}

/** The way to change a column in SQLite: a new table replaces the old one. */
const rebuildAccounts: Migration = {
  id: '9000-rebuild',
  async up({ db }) {
    const { rows } = await sql<{
      sql: string;
    }>`select sql from sqlite_master where name = 'accounts'`.execute(db);
    const text = rows[0]?.sql ?? 'create table "accounts" (id integer primary key)';
    await sql.raw(text.replace('"accounts"', '"new_accounts"')).execute(db);
    await sql.raw('insert into new_accounts select * from accounts').execute(db);
    await sql.raw('drop table accounts').execute(db);
    await sql.raw('alter table new_accounts rename to accounts').execute(db);
  },
};

test('a migration that rebuilds a table on SQLite keeps the rows that refer to it', async () => {
  const database = await openTestDatabase('sqlite');
  await fillFirstTables(database);
  const before = await rowCounts(database);
  await migrate(database, now, [...migrations, rebuildAccounts]);
  expect(await rowCounts(database)).toEqual(before);
  await openForUse(database);
});

test('a migration that breaks a reference on SQLite is refused, and nothing changes', async () => {
  const database = await openTestDatabase('sqlite');
  await fillFirstTables(database);
  const before = await rowCounts(database);
  const breaking: Migration = {
    id: '9000-breaks',
    up: async ({ db }) => void (await db.deleteFrom('accounts').execute()),
  };
  await expect(migrate(database, now, [...migrations, breaking])).rejects.toThrow(
    /refers to a row of "accounts" that doesn't exist/,
  );
  expect(await rowCounts(database)).toEqual(before);
});

test('an embedded database with data is copied before an upgrade, and the last three copies stay', async () => {
  const database = await openEmptyDatabase('sqlite');
  const folder = join(dirname(database.path ?? ''), 'backups');
  await migrate(database, now);
  expect(existsSync(folder)).toBe(false);
  await fillFirstTables(database);
  const known = [...migrations];
  for (const id of ['9001-a', '9002-b', '9003-c', '9004-d']) {
    known.push({ id, up: async ({ db }) => void (await db.deleteFrom('sign_ins').execute()) });
    await migrate(database, now, known);
    await migrate(database, now, known);
  }
  const copies = readdirSync(folder).sort();
  expect(copies).toEqual(['before-9002-b.sqlite', 'before-9003-c.sqlite', 'before-9004-d.sqlite']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'before-9004-d.sqlite')).mode & 0o777).toBe(0o600);
  const copy = new DatabaseSync(join(folder, 'before-9002-b.sqlite'), { readOnly: true });
  expect(copy.prepare('select max(name) as last from migrations').get()).toEqual({
    last: '9001-a',
  });
  expect(copy.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  copy.close();
});

test('an upgrade whose copy can’t be written is refused, and nothing changes', async () => {
  const database = await openTestDatabase('sqlite');
  const folder = join(dirname(database.path ?? ''), 'backups');
  mkdirSync(join(folder, 'before-9001-a.sqlite', 'in the way'), { recursive: true });
  const migration: Migration = { id: '9001-a', up: ({ run }) => run([]) };
  const refused = await migrate(database, now, [...migrations, migration]).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(StartRefused);
  expect(await recorded(database)).toHaveLength(migrations.length);
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
