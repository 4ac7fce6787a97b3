import type { Kysely } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { AccountRow, Schema, SessionRow } from '../db/schema.ts';

/** The values of a new session. */
export interface NewSession {
  readonly tokenHash: string;
  readonly accountId: number;
  readonly signedInVia: 'password' | 'jwt';
  /** `use_key` of the login token that opens it, or null. */
  readonly openedBy: string | null;
  readonly now: number;
  readonly expiresAt: number;
  readonly address: string;
  readonly userAgent: string;
}

export type SessionWithAccount = AccountRow &
  Pick<SessionRow, 'signed_in_via' | 'opened_by' | 'expires_at' | 'last_used_at'> & {
    readonly session_id: number;
    readonly session_created_at: number;
  };

/** One query finds the account of a cookie; only active accounts are found. */
export const findByTokenHash = prepared<{ tokenHash: string }, SessionWithAccount>((db, p) =>
  db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .where('sessions.token_hash', '=', p('tokenHash'))
    .where('accounts.active', '=', 1)
    .selectAll('accounts')
    .select([
      'sessions.id as session_id',
      'sessions.signed_in_via',
      'sessions.opened_by',
      'sessions.expires_at',
      'sessions.last_used_at',
      'sessions.created_at as session_created_at',
    ]),
);

const insertPrepared = prepared<
  {
    tokenHash: string;
    accountId: number;
    signedInVia: 'password' | 'jwt';
    openedBy: string | null;
    now: number;
    expiresAt: number;
    address: string;
    userAgent: string;
  },
  { id: number }
>((db, p) =>
  db
    .insertInto('sessions')
    .values({
      token_hash: p('tokenHash'),
      account_id: p('accountId'),
      signed_in_via: p('signedInVia'),
      opened_by: p('openedBy'),
      created_at: p('now'),
      expires_at: p('expiresAt'),
      last_used_at: p('now'),
      address: p('address'),
      user_agent: p('userAgent'),
    })
    .returning('id'),
);

/** @returns the new session's id */
export async function insertSession(tx: Tx, session: NewSession): Promise<number> {
  const [row] = await insertPrepared(tx, { ...session });
  if (row === undefined) throw new TypeError('an insert returns its row');
  return row.id;
}

const deleteByTokenHash = prepared<{ tokenHash: string }>((db, p) =>
  db.deleteFrom('sessions').where('token_hash', '=', p('tokenHash')),
);

/** Deletes the sessions of any number of tokens. */
export async function deleteByTokenHashes(tx: Tx, tokenHashes: readonly string[]): Promise<void> {
  const [first, ...others] = tokenHashes;
  if (first === undefined) return;
  if (others.length === 0) await deleteByTokenHash(tx, { tokenHash: first });
  else await tx.deleteFrom('sessions').where('token_hash', 'in', tokenHashes).execute();
}

/** The sessions of active accounts among several tokens, live or not. */
export async function findAmongTokenHashes(
  db: Kysely<Schema>,
  tokenHashes: readonly string[],
): Promise<
  Pick<SessionRow, 'token_hash' | 'account_id' | 'created_at' | 'expires_at' | 'last_used_at'>[]
> {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .where('sessions.token_hash', 'in', tokenHashes)
    .where('accounts.active', '=', 1)
    .select([
      'sessions.token_hash',
      'sessions.account_id',
      'sessions.created_at',
      'sessions.expires_at',
      'sessions.last_used_at',
    ])
    .execute();
}

/** Writes a session's last use, unless another server has written it since `before`. */
export const touchSession = prepared<{ id: number; now: number; before: number }>((db, p) =>
  db
    .updateTable('sessions')
    .set({ last_used_at: p('now') })
    .where('id', '=', p('id'))
    .where('last_used_at', '<=', p('before')),
);

/** Sessions that have ended by age or idleness. */
export async function deleteEndedSessions(tx: Tx, now: number, idleSince: number): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', now), eb('last_used_at', '<=', idleSince)]))
    .execute();
}

/** The viewer's own sessions. */
export async function sessionsOfAccount(
  db: Kysely<Schema>,
  accountId: number,
): Promise<Omit<SessionRow, 'token_hash' | 'opened_by'>[]> {
  return db
    .selectFrom('sessions')
    .where('account_id', '=', accountId)
    .select([
      'id',
      'account_id',
      'signed_in_via',
      'created_at',
      'expires_at',
      'last_used_at',
      'address',
      'user_agent',
    ])
    .orderBy('last_used_at', 'desc')
    .execute();
}

/** @returns whether the account had that session */
export async function deleteOwnSession(tx: Tx, id: number, accountId: number): Promise<boolean> {
  const row = await tx
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Signs a person out everywhere. @returns the sessions that ended */
export async function deleteSessionsOf(tx: Tx, accountId: number): Promise<number[]> {
  const ended = await tx
    .deleteFrom('sessions')
    .where('account_id', '=', accountId)
    .returning('id')
    .execute();
  return ended.map(({ id }) => id);
}
