import { sql } from 'kysely';
import { StartRefused } from '../start-refused.ts';
import { copyBeforeMigration } from './copy-before-migration.ts';
import type { Database } from './database.ts';
import {
  type Migration,
  type MigrationTools,
  migrationChecksum,
  migrationTools,
} from './migration.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { administration } from './migrations/0003-administration.ts';
import { parkedSignIns } from './migrations/0004-parked-sign-ins.ts';
import { whoUsedAKey } from './migrations/0005-who-used-a-key.ts';
import { oneRowForEachParkedToken } from './migrations/0006-one-row-for-each-parked-token.ts';
import { groupSync } from './migrations/0007-group-sync.ts';
import { lockNumber } from './open-postgres.ts';

/** In order, forward only. A released migration is never changed: its checksum is recorded. */
export const migrations: readonly Migration[] = [
  firstTables,
  administration,
  parkedSignIns,
  whoUsedAKey,
  oneRowForEachParkedToken,
  groupSync,
];

/**
 * Earlier versions recorded the checksum of the source text. These are the released texts; their
 * records are replaced by today's checksums.
 */
const sourceChecksums: Readonly<Record<string, string>> = {
  '0001-first-tables': '1c372d08b2a5b3f42b83e51366ec2f913f91e16e425d3f9cfbf924a48968c411',
  '0003-administration': '1e5f269b7d73ac5a43361025be9671699e921d55411d86fd6f9a8eb4e6f8024f',
  '0004-parked-sign-ins': '307a37bc53617da800c26877b0358850b7ca4d05379360fd6c66e30c877c86b0',
  '0005-who-used-a-key': '48ac6a43ff6182cb7925eec2181ee4180ae76ce24a558d3e2f7d8da60d31630d',
};

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Updates the database to this program's schema, in one transaction under a lock. An embedded database
 * with data is copied first.
 *
 * @param known the migrations of this program
 * @returns the ids of the migrations it applied
 * @throws StartRefused if the database is newer than the program, or a migration was changed since it
 * was applied
 */
export async function migrate(
  database: Database,
  now: number,
  known: readonly Migration[] = migrations,
): Promise<string[]> {
  const checksums = new Map<string, string>();
  for (const migration of known)
    checksums.set(migration.id, await migrationChecksum(database.kind, migration));

  return database.migration(async (tx: MigrationTools['db']) => {
    if (database.kind === 'postgres')
      await sql`select pg_advisory_xact_lock(${lockNumber('migrations')})`.execute(tx);
    const applied = await readApplied(tx);
    for (const row of applied) {
      refuseUnknown(row, checksums);
      const checksum = checksums.get(row.name) ?? '';
      if (row.checksum !== checksum)
        await sql`update migrations set checksum = ${checksum} where name = ${row.name}`.execute(
          tx,
        );
    }
    const names = new Set(applied.map(({ name }) => name));
    const pending = known.filter(({ id }) => !names.has(id));
    const [first] = pending;
    if (first !== undefined && applied.length > 0) copyBeforeMigration(database, first.id);
    for (const { id, up } of pending) {
      await up(migrationTools(database.kind, tx, now));
      await sql`insert into migrations (name, checksum, applied_at) values (${id}, ${checksums.get(id)}, ${now})`.execute(
        tx,
      );
    }
    return pending.map(({ id }) => id);
  });
}

async function readApplied(tx: MigrationTools['db']): Promise<readonly Applied[]> {
  await sql`create table if not exists migrations (name text primary key, checksum text not null, applied_at bigint not null)`.execute(
    tx,
  );
  const { rows } = await sql<Applied>`select name, checksum from migrations order by name`.execute(
    tx,
  );
  return rows;
}

function refuseUnknown({ name, checksum }: Applied, checksums: ReadonlyMap<string, string>): void {
  const own = checksums.get(name);
  if (own === undefined) {
    throw new StartRefused(
      `The database is newer than this program: it has the migration "${name}". Start a newer Dashboard, or restore a backup.`,
    );
  }
  if (checksum !== own && checksum !== sourceChecksums[name]) {
    throw new StartRefused(
      `The migration "${name}" has changed since it was applied to this database. Start the version of Dashboard that applied it.`,
    );
  }
}
