import type { Database } from '../db/database.ts';
import { deleteByTokenHashes } from './session-store.ts';
import { sessionTokenHash } from './session-token.ts';

/** Ends the sessions of cookies, on every server at once; does nothing without a session. */
export async function endSessions(
  database: Database,
  sessionTokens: readonly string[],
): Promise<void> {
  if (sessionTokens.length === 0) return;
  await database.transaction((tx) => deleteByTokenHashes(tx, sessionTokens.map(sessionTokenHash)));
}
