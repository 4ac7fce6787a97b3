import type { GeneralSettingsInput } from '@dashboard/contract';
import { deleteOldest, deleteRefusalsBeyond } from './audit/sign-in-log-store.ts';
import type { Database } from './db/database.ts';
import { deleteForgottenTries } from './password-login/password-tries-store.ts';
import { tryWindow } from './password-login/try-limit.ts';
import { deleteEndedSessions } from './sessions/session-store.ts';
import { deleteExpiredUses } from './sso/admit/used-tokens.ts';
import { deleteExpiredPending } from './sso/receive/pending-sign-in.ts';
import { deleteExpiredAttempts } from './sso/start/sign-in-attempt.ts';

/** The minimum retention of the audit log, with any setting of an administrator. */
const auditDays = 90;

/** How many refusals with and how many without an email the sign-in log keeps, of any age. */
const maxRefusals = 200_000;

/**
 * Deletes what has expired: sessions, token uses, pending sign-ins, sign-in attempts, password
 * attempts, log rows past their retention, and the oldest refusals beyond a number.
 */
export async function pruneForgotten(
  database: Database,
  { sessionIdleSeconds, logRetentionDays }: GeneralSettingsInput,
  now: number,
  maxKept = maxRefusals,
): Promise<void> {
  await database.transaction((tx) => deleteExpiredUses(tx, now));
  await database.transaction((tx) => deleteExpiredPending(tx, now));
  await database.transaction((tx) => deleteExpiredAttempts(tx, now));
  await database.transaction((tx) => deleteForgottenTries(tx, now - tryWindow));
  await database.transaction((tx) => deleteEndedSessions(tx, now, now - sessionIdleSeconds * 1000));
  const days = { sign_ins: logRetentionDays, audit: Math.max(logRetentionDays, auditDays) };
  for (const table of ['sign_ins', 'audit'] as const) {
    const oldest = now - days[table] * 24 * 3_600_000;
    // A batch at a time, so that no sign-in waits for a month of rows.
    while (await database.transaction((tx) => deleteOldest(tx, table, oldest)));
  }
  for (const emails of ['with an email', 'without an email'] as const)
    while (await database.transaction((tx) => deleteRefusalsBeyond(tx, emails, maxKept)));
}
