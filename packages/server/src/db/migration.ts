import { createHash } from 'node:crypto';
import {
  type ColumnBuilderCallback,
  type ColumnDataType,
  type Compilable,
  type CreateTableBuilder,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SchemaModule,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { Database } from './database.ts';

/** One change of the schema. It can read and transform rows, and awaits only the database. */
export interface Migration {
  /** Unique for ever, and sorts in the order in which migrations run: `0005-who-used-a-key`. */
  readonly id: string;
  readonly up: (tools: MigrationTools) => Promise<void>;
}

/** The context of a migration, including the few differences between the two databases. */
export interface MigrationTools {
  // biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema of its own day, not today's
  readonly db: Kysely<any>;
  readonly schema: SchemaModule;
  /** Runs these statements one after the other. */
  readonly run: (statements: readonly Compilable[]) => Promise<void>;
  /** An integer primary key that increases and is never reused. */
  readonly id: readonly [ColumnDataType, ColumnBuilderCallback];
  readonly instant: ColumnDataType;
  /**
   * For a table that is only read by its text key: SQLite stores it in that order, without a second
   * tree.
   */
  readonly keyedByItself: <T extends CreateTableBuilder<string, string>>(table: T) => T;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** @param db a transaction */
export function migrationTools(
  kind: Database['kind'],
  db: MigrationTools['db'],
  now: number,
): MigrationTools {
  return {
    db,
    schema: db.schema,
    async run(statements) {
      for (const statement of statements) await db.executeQuery(statement.compile());
    },
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

/**
 * SHA-256 of the SQL that a migration runs on an empty database, in hex. It doesn't depend on how the
 * migration's source is formatted.
 */
export async function migrationChecksum(
  kind: Database['kind'],
  migration: Migration,
): Promise<string> {
  const hash = createHash('sha256');
  const db: MigrationTools['db'] = new Kysely({
    dialect: kind === 'sqlite' ? drySqlite : dryPostgres,
    log: ({ query }) => {
      hash.update(`${query.sql};\n`);
    },
  });
  await migration.up(migrationTools(kind, db, 0));
  return hash.digest('hex');
}

/** Compiles statements, runs none of them and returns no rows. */
const drySqlite = {
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

const dryPostgres = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};
