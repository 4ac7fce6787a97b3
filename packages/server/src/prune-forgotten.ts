import type { GeneralSettingsInput } from '@dashboard/contract';
import { deleteAnonymousBeyond, deleteOldest } from './audit/sign-in-log-store.ts';
import type { Database } from './db/database.ts';
import { deleteForgottenTries } from './password-login/password-tries-store.ts';
import { tryWindow } from './password-login/try-limit.ts';
import { deleteEndedSessions } from './sessions/session-store.ts';
import { deleteForgottenParked } from './sso/parked-store.ts';
import { deleteForgottenUses } from './sso/used-token-store.ts';

/** What administrators did is kept for so long at least, whatever one of them sets. */
const auditDays = 90;

/** Of refusals that anybody can cause the sign-in log keeps so many at most, however many days it keeps. */
const maxAnonymousRefusals = 200_000;

/**
 * Deletes what has expired: sessions, token uses, password tries, log rows past their days, and refusals
 * of strangers beyond a number.
 */
export async function pruneForgotten(
  database: Database,
  { sessionIdleSeconds, logRetentionDays }: GeneralSettingsInput,
  now: number,
  maxAnonymous = maxAnonymousRefusals,
): Promise<void> {
  await database.transaction((tx) => deleteForgottenUses(tx, now));
  await database.transaction((tx) => deleteForgottenParked(tx, now));
  await database.transaction((tx) => deleteForgottenTries(tx, now - tryWindow));
  await database.transaction((tx) => deleteEndedSessions(tx, now, now - sessionIdleSeconds * 1000));
  const days = { sign_ins: logRetentionDays, audit: Math.max(logRetentionDays, auditDays) };
  for (const table of ['sign_ins', 'audit'] as const) {
    const oldest = now - days[table] * 24 * 3_600_000;
    // A batch at a time, so that nobody's sign-in waits for a month of rows.
    while (await database.transaction((tx) => deleteOldest(tx, table, oldest)));
  }
  while (await database.transaction((tx) => deleteAnonymousBeyond(tx, maxAnonymous)));
}
