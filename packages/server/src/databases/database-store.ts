import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** A database that questions are asked of: a file of SQLite, by its path. */
export interface DataSource {
  readonly id: number;
  readonly kind: 'sqlite';
  /** Absolute, or relative to the data directory. */
  readonly path: string;
}

export async function findDataSource(db: Kysely<Schema>, id: number): Promise<DataSource | null> {
  const row = await db.selectFrom('databases').where('id', '=', id).selectAll().executeTakeFirst();
  if (row === undefined) return null;
  const { path } = JSON.parse(row.details) as { readonly path: string };
  return { id: row.id, kind: row.kind, path };
}

/** @returns the new database's id */
export async function insertDataSource(
  tx: Kysely<Schema>,
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
