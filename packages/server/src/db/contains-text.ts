import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';
import { lowerText } from './lower-text.ts';
import type { Schema } from './schema.ts';

/**
 * Whether a column contains a text, ignoring case; `%` and `_` have no special meaning. Only a text
 * with letters beyond ASCII needs the slower comparison that knows their cases.
 */
export function containsText(
  db: Kysely<Schema>,
  column: string,
  text: string,
): RawBuilder<boolean> {
  const pattern = `%${lowerText(text).replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const isAscii = /^[\0-\x7f]*$/.test(text);
  const name = sql.ref(column);
  const lowered = isAscii ? sql`lower(${name})` : loweredAnywhere(db, name);
  return sql<boolean>`${lowered} like ${pattern} escape '\\'`;
}

/** SQLite’s own function knows ASCII only, and PostgreSQL’s depends on the database’s locale. */
function loweredAnywhere(db: Kysely<Schema>, name: RawBuilder<unknown>): RawBuilder<string> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return isPostgres
    ? sql`replace(lower(${name} collate "und-x-icu"), 'ς', 'σ')`
    : sql`lower_unicode(${name})`;
}
