import type { Database } from '../db/database.ts';
import { deleteByTokenHash } from './session-store.ts';
import { sessionTokenHash } from './session-token.ts';

/** Ends the session behind a cookie, on every server at once; nothing happens where there is none. */
export async function endSession(database: Database, sessionToken: string | null): Promise<void> {
  if (sessionToken === null) return;
  await database.transaction((tx) =>
    deleteByTokenHash(tx, { tokenHash: sessionTokenHash(sessionToken) }),
  );
}
