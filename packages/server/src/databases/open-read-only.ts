import { constants, DatabaseSync } from 'node:sqlite';

const allowed: ReadonlySet<number> = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
]);
const maxSqlBytes = 1_000_000;

/**
 * Opens an SQLite file for queries of people. The barriers are independent: the file is open for
 * reading only, writing is off, the file's own views cannot call unsafe functions, no other file
 * can be attached, and the authorizer refuses every statement that is not a query.
 */
export function openReadOnly(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  database.limits.sqlLength = maxSqlBytes;
  // Node's permission model does not apply to the files that SQLite opens.
  database.limits.attach = 0;
  // Temporary tables would be writable although the file is not.
  database.exec('pragma query_only = on; pragma trusted_schema = off');
  database.exec('pragma cache_size = -16000; pragma temp_store = memory');
  database.setAuthorizer((action) =>
    allowed.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY,
  );
  return database;
}
