import type { Database } from '../db/database.ts';
import { deleteByTokenHash } from './session-store.ts';
import { sessionTokenHash } from './session-token.ts';

/** Ends the sessions behind cookies, on every server at once; nothing happens where there are none. */
export async function endSessions(
  database: Database,
  sessionTokens: readonly string[],
): Promise<void> {
  if (sessionTokens.length === 0) return;
  await database.transaction(async (tx) => {
    for (const token of sessionTokens)
      await deleteByTokenHash(tx, { tokenHash: sessionTokenHash(token) });
  });
}
