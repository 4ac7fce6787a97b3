import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { containsText } from '../db/contains-text.ts';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { AccountRow, Schema } from '../db/schema.ts';

/** An account as a sign-in needs it: administrator rights decide how it is written. */
export type MetAccount = AccountRow & { readonly is_administrator: SqlBool };

const isAdministrator = (eb: ExpressionBuilder<Schema, 'accounts'>) =>
  eb
    .exists(
      eb
        .selectFrom('group_members')
        .innerJoin('groups', 'groups.id', 'group_members.group_id')
        .whereRef('group_members.account_id', '=', 'accounts.id')
        .where('groups.built_in', '=', 'administrators')
        .select('group_members.account_id'),
    )
    .as('is_administrator');

export const findByEmail = prepared<{ email: string }, MetAccount>((db, p) =>
  db
    .selectFrom('accounts')
    .selectAll('accounts')
    .select(isAdministrator)
    .where('email', '=', p('email')),
);

export const findByIdentity = prepared<{ issuer: string; subject: string }, MetAccount>((db, p) =>
  db
    .selectFrom('accounts')
    .selectAll('accounts')
    .select(isAdministrator)
    .where('issuer', '=', p('issuer'))
    .where('subject', '=', p('subject')),
);

export const findById = prepared<{ id: number }, AccountRow>((db, p) =>
  db.selectFrom('accounts').selectAll().where('id', '=', p('id')),
);

/** A new account; omitted values are null, and there are no attributes. */
export interface AccountRecord {
  readonly email: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly source: 'password' | 'jwt';
  readonly passwordHash?: string | null;
  readonly issuer?: string | null;
  readonly subject?: string | null;
  /** JSON. */
  readonly attributes?: string;
  readonly attributesSyncedAt?: number | null;
  readonly lastSignInAt?: number | null;
  readonly provenSettings?: string | null;
  readonly provenKey?: string | null;
  readonly now: number;
}

/** @returns the new account, or null if another account has the email or the identity */
export async function insertAccount(tx: Tx, account: AccountRecord): Promise<AccountRow | null> {
  const row = await tx
    .insertInto('accounts')
    .values({
      email: account.email,
      first_name: account.firstName ?? null,
      last_name: account.lastName ?? null,
      active: 1,
      source: account.source,
      password_hash: account.passwordHash ?? null,
      issuer: account.issuer ?? null,
      subject: account.subject ?? null,
      jwt_attributes: account.attributes ?? '{}',
      attributes_synced_at: account.attributesSyncedAt ?? null,
      last_sign_in_at: account.lastSignInAt ?? null,
      proven_settings: account.provenSettings ?? null,
      proven_key: account.provenKey ?? null,
      created_at: account.now,
    })
    .onConflict((c) => c.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Values that every sign-in through the authentication app writes to a known account. Returns
 * nothing if the account is no longer active, or no longer bound as it was read: another
 * transaction may have changed it since.
 */
export const updateFromToken = prepared<
  {
    id: number;
    email: string;
    issuer: string | null;
    subject: string | null;
    /** Null if the token has no value: the stored one is kept. */
    firstName: string | null;
    lastName: string | null;
    attributes: string;
    /** Null if this sign-in proves nothing: an earlier proof is kept (W4). */
    provenSettings: string | null;
    provenKey: string | null;
    now: number;
  },
  Pick<AccountRow, 'id' | 'group_sync'>
>((db, p) =>
  db
    .updateTable('accounts')
    .set({
      first_name: sql`coalesce(${p('firstName')}, first_name)`,
      last_name: sql`coalesce(${p('lastName')}, last_name)`,
      jwt_attributes: p('attributes'),
      attributes_synced_at: p('now'),
      last_sign_in_at: p('now'),
      proven_settings: sql`coalesce(${p('provenSettings')}, proven_settings)`,
      proven_key: sql`coalesce(${p('provenKey')}, proven_key)`,
    })
    .where('id', '=', p('id'))
    .where('active', '=', 1)
    .where('email', '=', p('email'))
    .where('issuer', 'is not distinct from', p('issuer'))
    .where('subject', 'is not distinct from', p('subject'))
    .returning(['id', 'group_sync']),
);

/** Releases an account from the issuer and `sub` it is bound to (I4). */
export const clearBinding = prepared<{ id: number }>((db, p) =>
  db.updateTable('accounts').set({ issuer: null, subject: null }).where('id', '=', p('id')),
);

/** @returns how many accounts were bound */
export async function clearAllBindings(tx: Tx): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts')
    .set({ issuer: null, subject: null })
    .where('subject', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

export const updateGroupSync = prepared<{ id: number; groupSync: string | null }>((db, p) =>
  db
    .updateTable('accounts')
    .set({ group_sync: p('groupSync') })
    .where('id', '=', p('id')),
);

/**
 * Values that only some sign-ins write: a new email, the first `sub`, another issuer, reactivation.
 */
export const updateIdentity = prepared<{
  id: number;
  email: string;
  issuer: string | null;
  subject: string | null;
}>((db, p) =>
  db
    .updateTable('accounts')
    .set({ email: p('email'), issuer: p('issuer'), subject: p('subject'), active: 1 })
    .where('id', '=', p('id')),
);

/**
 * Records a sign-in with a password that was just verified, and marks a one-time password as used.
 * Returns nothing if the account has another password now, or another sign-in used it first.
 */
export const noteSignIn = prepared<
  { id: number; passwordHash: string; now: number },
  { id: number }
>((db, p) =>
  db
    .updateTable('accounts')
    .set({
      last_sign_in_at: p('now'),
      password_once: sql`case when password_once is null then null else 'spent' end`,
    })
    .where('id', '=', p('id'))
    .where('active', '=', 1)
    .where('password_hash', '=', p('passwordHash'))
    .where('password_once', 'is distinct from', 'spent')
    .returning('id'),
);

/** The number of active accounts, which the account limit counts (I5). */
export async function countActiveAccounts(db: Kysely<Schema>): Promise<number> {
  const { count } = await db
    .selectFrom('accounts')
    .where('active', '=', 1)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether the limit of active accounts is reached (I5). @param limit null for no limit */
export async function isFull(tx: Tx, limit: number | null): Promise<boolean> {
  return limit !== null && (await countActiveAccounts(tx)) >= limit;
}

/** The values of an account that an administrator can change. */
export interface AccountChange {
  readonly active?: 0 | 1;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly administrator_attributes?: string;
}

export async function updateAccount(tx: Tx, id: number, change: AccountChange): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx.updateTable('accounts').set(change).where('id', '=', id).execute();
}

/** `once` marks a one-time password. */
export async function updatePassword(
  tx: Tx,
  id: number,
  passwordHash: string,
  once: 'fresh' | null,
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ password_hash: passwordHash, password_once: once })
    .where('id', '=', id)
    .execute();
}

/** @returns whether the account was active and had the old password until now */
export async function replacePassword(
  tx: Tx,
  id: number,
  hashes: { readonly old: string; readonly new: string },
): Promise<boolean> {
  const row = await tx
    .updateTable('accounts')
    .set({ password_hash: hashes.new, password_once: null })
    .where('id', '=', id)
    .where('active', '=', 1)
    .where('password_hash', '=', hashes.old)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteAccount(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('accounts').where('id', '=', id).execute();
}

export interface AccountFilter {
  readonly query?: string;
  readonly active?: boolean;
  readonly groupId?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/** A page of accounts, ordered by email, and the total number. */
export async function listAccounts(
  db: Kysely<Schema>,
  { query, active, groupId, limit = 50, offset = 0 }: AccountFilter,
): Promise<{ readonly rows: readonly AccountRow[]; readonly total: number }> {
  let found = db.selectFrom('accounts');
  if (query !== undefined && query !== '') {
    found = found.where((eb) =>
      eb.or([
        containsText(db, 'email', query),
        containsText(db, 'first_name', query),
        containsText(db, 'last_name', query),
      ]),
    );
  }
  if (active !== undefined) found = found.where('active', '=', active ? 1 : 0);
  if (groupId !== undefined) {
    found = found.where('id', 'in', (eb) =>
      eb.selectFrom('group_members').where('group_id', '=', groupId).select('account_id'),
    );
  }
  const rows = await found.selectAll().orderBy('email').limit(limit).offset(offset).execute();
  const { total } = await found
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}
