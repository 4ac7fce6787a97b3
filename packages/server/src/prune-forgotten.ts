import type { Database } from './db/database.ts';
import { defaultSessionLifetime } from './sessions/session-lifetime.ts';
import { deleteEndedSessions } from './sessions/session-store.ts';
import { deleteForgottenUses } from './sso/used-token-store.ts';

/** Deletes what time has ended: sessions, and token uses that need no more remembering. */
export async function pruneForgotten(database: Database, now: number): Promise<void> {
  await database.transaction((tx) => deleteForgottenUses(tx, now));
  await database.transaction((tx) =>
    deleteEndedSessions(tx, now, now - defaultSessionLifetime.idle),
  );
}
