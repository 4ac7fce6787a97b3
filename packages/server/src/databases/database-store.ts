import type { Kysely, Selectable } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { DatabasesTable, Schema } from '../db/schema.ts';

/** A database for questions: a file of SQLite, by its path. */
export interface DataSource {
  readonly id: number;
  readonly kind: 'sqlite';
  /** Absolute, or relative to the data directory. */
  readonly path: string;
}

type DatabaseRow = Selectable<DatabasesTable>;

const databaseById = prepared<{ id: number }, DatabaseRow>((db, p) =>
  db.selectFrom('databases').where('id', '=', p('id')).selectAll(),
);

const everyDatabase = prepared<Record<never, never>, DatabaseRow>((db) =>
  db.selectFrom('databases').orderBy('id').selectAll(),
);

export async function findDataSource(db: Kysely<Schema>, id: number): Promise<DataSource | null> {
  const [row] = await databaseById(db, { id });
  return row === undefined ? null : readRow(row);
}

export async function allDataSources(db: Kysely<Schema>): Promise<DataSource[]> {
  return (await everyDatabase(db, {})).map(readRow);
}

function readRow({ id, kind, details }: DatabaseRow): DataSource {
  const { path } = JSON.parse(details) as { readonly path: string };
  return { id, kind, path };
}

/** @returns the new database's id */
export async function insertDataSource(
  tx: Tx,
  source: { readonly name: string; readonly path: string; readonly now: number },
): Promise<number> {
  const row = await tx
    .insertInto('databases')
    .values({
      name: source.name,
      kind: 'sqlite',
      details: JSON.stringify({ path: source.path }),
      created_at: source.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}
