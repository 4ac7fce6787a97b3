import type { Tx } from '../db/database.ts';
import type { SessionLifetime } from './session-lifetime.ts';
import { deleteByTokenHashes, insertSession } from './session-store.ts';
import { newBearerToken, newSessionToken, sessionTokenHash } from './session-token.ts';

/** The browser of the request, as the sign-in log and the list of sessions show it. */
export interface Browser {
  readonly address: string;
  readonly userAgent: string;
  /** The session cookie it brought, if any: that session ends when a new one opens (F12). */
  readonly sessionToken: string | null;
  /** Further cookies of the same name, whose sessions end as well. */
  readonly otherSessionTokens?: readonly string[];
}

export interface SessionStart {
  readonly accountId: number;
  readonly signedInVia: 'password' | 'jwt';
  readonly openedBy: string | null;
  /** A cookie unless set otherwise (X4). */
  readonly carriedBy?: 'cookie' | 'bearer';
}

export interface OpenedSession {
  readonly sessionId: number;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

/** Opens a new session, never one that the browser brought, and ends the previous one. */
export async function openSession(
  tx: Tx,
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
