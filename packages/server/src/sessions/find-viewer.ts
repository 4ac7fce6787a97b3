import type { Database } from '../db/database.ts';
import type { SessionRow } from '../db/schema.ts';
import { type GroupOfAccount, groupsOfAccount } from '../groups/group-store.ts';
import type { Viewer } from '../permissions/viewer.ts';
import { expiryOf, type SessionLifetime, touchEvery } from './session-lifetime.ts';
import {
  findAmongTokenHashes,
  findByTokenHash,
  type SessionWithAccount,
  touchSession,
} from './session-store.ts';
import { sessionTokenHash } from './session-token.ts';

/** A viewer with the session and the account. */
export interface SignedInViewer extends Viewer {
  readonly sessionId: number;
  readonly sessionCreatedAt: number;
  /** `use_key` of the login token that opened the session, or of its response (F7), or null. */
  readonly openedBy: string | null;
  readonly email: string;
  readonly row: SessionWithAccount;
  readonly groups: readonly GroupOfAccount[];
}

/**
 * Finds the viewer of a session cookie, again at every request, so that a change by an
 * administrator takes effect at once on every server. The last use is written after the response.
 *
 * @returns null if there is no live session (X2)
 */
export async function findViewer(
  database: Database,
  sessionToken: string,
  lifetime: SessionLifetime,
  now: number,
): Promise<SignedInViewer | null> {
  const tokenHash = sessionTokenHash(sessionToken);
  const [row] = await findByTokenHash(database.read, { tokenHash });
  if (row === undefined) return null;
  if (!isLive({ ...row, created_at: row.session_created_at }, lifetime, now)) return null;
  if (row.last_used_at <= now - touchEvery) writeLastUse(database, tokenHash, row.session_id, now);
  const groups = await groupsOfAccount(database.read, { accountId: row.id });
  return {
    accountId: row.id,
    isAdministrator: groups.some((group) => group.built_in === 'administrators'),
    groupIds: groups.map((group) => group.id),
    sessionId: row.session_id,
    sessionCreatedAt: row.session_created_at,
    openedBy: row.opened_by,
    email: row.email,
    row,
    groups,
  };
}

/**
 * The viewer of a request that brings any number of session cookies. Only live sessions count, and
 * they must all belong to one account (X1).
 */
export async function findOnlyViewer(
  database: Database,
  sessionTokens: readonly string[],
  lifetime: SessionLifetime,
  now: number,
): Promise<SignedInViewer | null | 'several accounts'> {
  const [first, ...others] = sessionTokens;
  if (first === undefined) return null;
  if (others.length === 0) return findViewer(database, first, lifetime, now);
  const rows = await findAmongTokenHashes(database.read, sessionTokens.map(sessionTokenHash));
  const live = rows.filter((row) => isLive(row, lifetime, now));
  if (new Set(live.map((row) => row.account_id)).size > 1) return 'several accounts';
  const hashes = new Set(live.map((row) => row.token_hash));
  const token = sessionTokens.find((one) => hashes.has(sessionTokenHash(one)));
  return token === undefined ? null : findViewer(database, token, lifetime, now);
}

function isLive(
  row: Pick<SessionRow, 'created_at' | 'expires_at' | 'last_used_at'>,
  lifetime: SessionLifetime,
  now: number,
): boolean {
  const times = { createdAt: row.created_at, expiresAt: row.expires_at };
  return row.last_used_at > now - lifetime.idle && expiryOf(times, lifetime) > now;
}

const beingWritten = new Set<string>();

function writeLastUse(database: Database, tokenHash: string, id: number, now: number): void {
  if (beingWritten.has(tokenHash)) return;
  beingWritten.add(tokenHash);
  // A last use that isn't written is written with the next request: nothing is lost, and no request
  // waits.
  database
    .transaction((tx) => touchSession(tx, { id, now, before: now - touchEvery }))
    .catch(() => undefined)
    .finally(() => beingWritten.delete(tokenHash));
}
