import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { SessionLifetime } from './session-lifetime.ts';
import { deleteByTokenHashes, insertSession } from './session-store.ts';
import { newBearerToken, newSessionToken, sessionTokenHash } from './session-token.ts';

/** The browser that asks, as the sign-in log and the list of sessions show it. */
export interface Browser {
  readonly address: string;
  readonly userAgent: string;
  /** The session cookie it brought, if any: that session ends when a new one opens (F12). */
  readonly sessionToken: string | null;
  /** Further ones under the same name, which end as well. */
  readonly otherSessionTokens?: readonly string[];
}

export interface SessionStart {
  readonly accountId: number;
  readonly signedInVia: 'password' | 'jwt';
  readonly openedBy: string | null;
  /** A cookie unless it says otherwise (X4). */
  readonly carriedBy?: 'bearer';
}

export interface OpenedSession {
  readonly sessionId: number;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** Opens a fresh session, never one the browser brought, and ends the one that was there. */
export async function openSession(
  tx: Kysely<Schema>,
  { carriedBy, ...start }: SessionStart,
  browser: Browser,
  lifetime: SessionLifetime,
  now: number,
): Promise<OpenedSession> {
  const ended = [browser.sessionToken ?? [], browser.otherSessionTokens ?? []].flat();
  await deleteByTokenHashes(tx, ended.map(sessionTokenHash));
  const sessionToken = carriedBy === 'bearer' ? newBearerToken() : newSessionToken();
  const expiresAt = now + lifetime.maxAge;
  const sessionId = await insertSession(tx, {
    ...start,
    tokenHash: sessionTokenHash(sessionToken),
    now,
    expiresAt,
    address: browser.address,
    userAgent: browser.userAgent,
  });
  return { sessionId, sessionToken, expiresAt };
}
