import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type ColumnBuilderCallback,
  type ColumnDataType,
  type Compilable,
  type CreateTableBuilder,
  type Kysely,
  type SchemaModule,
  sql,
} from 'kysely';
import { StartRefused } from '../start-refused.ts';
import type { Database } from './database.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { administration } from './migrations/0003-administration.ts';
import { parkedSignIns } from './migrations/0004-parked-sign-ins.ts';
import { whoUsedAKey } from './migrations/0005-who-used-a-key.ts';
import { groupSync } from './migrations/0007-group-sync.ts';
import { lockNumber } from './open-postgres.ts';

/** What a migration writes with: the few words in which the two databases differ. */
export interface MigrationTools {
  // biome-ignore lint/suspicious/noExplicitAny: a migration meets the schema of its own day, not today's
  readonly db: Kysely<any>;
  readonly schema: SchemaModule;
  /** An integer primary key that counts up and is never used again. */
  readonly id: readonly [ColumnDataType, ColumnBuilderCallback];
  readonly instant: ColumnDataType;
  /** For a table that is looked up by its text key only: SQLite keeps it in that order, without a second tree. */
  readonly keyedByItself: <T extends CreateTableBuilder<string, string>>(table: T) => T;
  readonly now: number;
}

export type MigrationStep = (tools: MigrationTools) => readonly Compilable[];

/** In order, forward only. One that has been released is never changed: its checksum is on record. */
const migrations: readonly { readonly name: string; readonly step: MigrationStep }[] = [
  { name: '0001-first-tables', step: firstTables },
  { name: '0003-administration', step: administration },
  { name: '0004-parked-sign-ins', step: parkedSignIns },
  { name: '0005-who-used-a-key', step: whoUsedAKey },
  { name: '0007-group-sync', step: groupSync },
];

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings the database to this program's schema, in one transaction under a lock.
 *
 * @returns the names of the migrations it applied
 * @throws StartRefused where the database is newer than the program, or a migration was changed since
 */
export async function migrate(database: Database, now: number): Promise<string[]> {
  const applyAll = async (tx: MigrationTools['db']) => {
    if (database.kind === 'postgres') {
      await sql`select pg_advisory_xact_lock(${lockNumber('migrations')})`.execute(tx);
    }
    await sql`create table if not exists migrations (name text primary key, checksum text not null, applied_at bigint not null)`.execute(
      tx,
    );
    const { rows } =
      await sql<Applied>`select name, checksum from migrations order by name`.execute(tx);
    const pending = pendingAfter(rows);
    for (const { name, step } of pending) {
      for (const statement of step(toolsFor(database.kind, tx, now)))
        await tx.executeQuery(statement.compile());
      await sql`insert into migrations (name, checksum, applied_at) values (${name}, ${checksumOf(name)}, ${now})`.execute(
        tx,
      );
    }
    return pending.map(({ name }) => name);
  };
  return database.transaction(applyAll, { isUnlimited: true });
}

function pendingAfter(applied: readonly Applied[]): typeof migrations {
  for (const [index, row] of applied.entries()) {
    const known = migrations[index];
    if (known?.name !== row.name) {
      throw new StartRefused(
        `The database is newer than this program: it has the migration "${row.name}". Start a newer Dashboard, or restore a backup.`,
      );
    }
    if (checksumOf(row.name) !== row.checksum) {
      throw new StartRefused(
        `The migration "${row.name}" has changed since it was applied to this database. Put its file back as it was.`,
      );
    }
  }
  return migrations.slice(applied.length);
}

function checksumOf(name: string): string {
  const text = readFileSync(new URL(`./migrations/${name}.ts`, import.meta.url), 'utf8');
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

function toolsFor(kind: Database['kind'], db: MigrationTools['db'], now: number): MigrationTools {
  return {
    db,
    schema: db.schema,
    id: [
      'integer',
      (c) =>
        kind === 'sqlite'
          ? c.primaryKey().autoIncrement()
          : c.generatedAlwaysAsIdentity().primaryKey(),
    ],
    instant: 'bigint',
    keyedByItself: (table) =>
      kind === 'sqlite' ? (table.modifyEnd(sql`without rowid`) as typeof table) : table,
    now,
  };
}
