import { type Compilable, type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** Runs one statement and returns its rows; the embedded database has them at once. */
export type RunStatement = (
  sql: string,
  values: readonly unknown[],
) => unknown[] | Promise<unknown[]>;

const direct = new WeakMap<Kysely<Schema>, RunStatement>();

/**
 * Bypasses Kysely's executor, which costs more than the query on the embedded database and makes
 * PostgreSQL parse and plan it again at each call.
 */
export function runPreparedDirectly(db: Kysely<Schema>, run: RunStatement): void {
  direct.set(db, run);
}

/** A placeholder for a value; its name identifies the value. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

type Value = string | number | null;
type Param<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>;

/**
 * A query that is written once with Kysely, compiled at its first use, and then run with values.
 * For the hot path: building SQL again at each call costs more than running it.
 *
 * @example const findByHash = prepared<{ hash: string }, SessionRow>((db, p) =>
 * db.selectFrom('sessions').selectAll().where('token_hash', '=', p('hash')));
 */
export function prepared<P extends Record<string, Value>, Row = unknown>(
  build: (db: Kysely<Schema>, param: Param<P>) => Compilable<Row>,
): (db: Kysely<Schema>, values: P) => Promise<Row[]> {
  const compiledFor = new Map<unknown, CompiledQuery<Row>>();
  return async (db, values) => {
    const dialect = db.getExecutor().adapter.constructor;
    let query = compiledFor.get(dialect);
    if (query === undefined) {
      query = build(db, (name) => sql`${new Slot(name)}`).compile();
      compiledFor.set(dialect, query);
    }
    const parameters = query.parameters.map((p) => (p instanceof Slot ? values[p.name] : p));
    const run = direct.get(db);
    if (run !== undefined) return run(query.sql, parameters) as Row[] | Promise<Row[]>;
    return (await db.executeQuery<Row>({ ...query, parameters })).rows;
  };
}
