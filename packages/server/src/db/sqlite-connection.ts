import { DatabaseSync } from 'node:sqlite';
import { lowerText } from './lower-text.ts';

/** The log grows to so many pages of 4 KiB before it is folded back into the file. */
const checkpointPages = 8_000;
/** For how long opening the file waits for another process, in milliseconds; nothing else runs then. */
const openTimeout = 10_000;

/** Opens one connection to the embedded database, with the settings that all connections share. */
export function openConnection(path: string, readOnly: boolean): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly, timeout: openTimeout });
  if (!readOnly)
    connection.exec(
      `pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = ${checkpointPages}`,
    );
  connection.exec(
    'pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -16000',
  );
  connection.function('lower_unicode', { deterministic: true }, (text) =>
    typeof text === 'string' ? lowerText(text) : text,
  );
  // SQLite waits for a lock synchronously, and the whole server with it: from here on only `begin` waits.
  connection.exec('pragma busy_timeout = 0');
  return connection;
}
