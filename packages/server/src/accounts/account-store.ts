import { type Kysely, sql } from 'kysely';
import { containsText } from '../db/contains-text.ts';
import { prepared } from '../db/prepared.ts';
import type { AccountRow, Schema } from '../db/schema.ts';

export const findByEmail = prepared<{ email: string }, AccountRow>((db, p) =>
  db.selectFrom('accounts').selectAll().where('email', '=', p('email')),
);

export const findByIdentity = prepared<{ issuer: string; subject: string }, AccountRow>((db, p) =>
  db
    .selectFrom('accounts')
    .selectAll()
    .where('issuer', '=', p('issuer'))
    .where('subject', '=', p('subject')),
);

export const findById = prepared<{ id: number }, AccountRow>((db, p) =>
  db.selectFrom('accounts').selectAll().where('id', '=', p('id')),
);

export interface AccountRecord {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly source: 'password' | 'jwt';
  readonly passwordHash: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly attributes: string;
  readonly attributesSyncedAt: number | null;
  readonly lastSignInAt: number | null;
  readonly provenSettings?: string | null;
  readonly provenKey?: string | null;
  readonly now: number;
}

/** @returns the new account, or null where another already has the e-mail or the identity */
export async function insertAccount(
  tx: Kysely<Schema>,
  account: AccountRecord,
): Promise<AccountRow | null> {
  const row = await tx
    .insertInto('accounts')
    .values({
      email: account.email,
      first_name: account.firstName,
      last_name: account.lastName,
      active: 1,
      source: account.source,
      password_hash: account.passwordHash,
      issuer: account.issuer,
      subject: account.subject,
      jwt_attributes: account.attributes,
      attributes_synced_at: account.attributesSyncedAt,
      last_sign_in_at: account.lastSignInAt,
      proven_settings: account.provenSettings ?? null,
      proven_key: account.provenKey ?? null,
      created_at: account.now,
    })
    .onConflict((c) => c.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** What every sign-in through the authentication app writes to an account it already knows. */
export const updateFromToken = prepared<{
  id: number;
  firstName: string | null;
  lastName: string | null;
  active: 0 | 1;
  attributes: string;
  /** Null where this sign-in proves nothing: what was proven before stays (W4). */
  provenSettings: string | null;
  provenKey: string | null;
  now: number;
}>((db, p) =>
  db
    .updateTable('accounts')
    .set({
      first_name: p('firstName'),
      last_name: p('lastName'),
      active: p('active'),
      jwt_attributes: p('attributes'),
      attributes_synced_at: p('now'),
      last_sign_in_at: p('now'),
      proven_settings: sql`coalesce(${p('provenSettings')}, proven_settings)`,
      proven_key: sql`coalesce(${p('provenKey')}, proven_key)`,
    })
    .where('id', '=', p('id')),
);

/** What only some do: another e-mail, the first `sub`, another issuer. */
export const updateIdentity = prepared<{
  id: number;
  email: string;
  issuer: string | null;
  subject: string | null;
}>((db, p) =>
  db
    .updateTable('accounts')
    .set({ email: p('email'), issuer: p('issuer'), subject: p('subject') })
    .where('id', '=', p('id')),
);

export const noteSignIn = prepared<{ id: number; now: number }>((db, p) =>
  db
    .updateTable('accounts')
    .set({ last_sign_in_at: p('now') })
    .where('id', '=', p('id')),
);

/** How many accounts may sign in: what the account limit counts (I5). */
export async function countActiveAccounts(tx: Kysely<Schema>): Promise<number> {
  const { count } = await tx
    .selectFrom('accounts')
    .where('active', '=', 1)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** What an administrator changes of an account. */
export interface AccountChange {
  readonly active?: 0 | 1;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly administrator_attributes?: string;
}

export async function updateAccount(
  tx: Kysely<Schema>,
  id: number,
  change: AccountChange,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx.updateTable('accounts').set(change).where('id', '=', id).execute();
}

/** `once` marks a password that signs in once. */
export async function updatePassword(
  tx: Kysely<Schema>,
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

/** @returns whether it was fresh until now: of two sign-ins at the same moment one is the first */
export async function spendPassword(tx: Kysely<Schema>, id: number): Promise<boolean> {
  const row = await tx
    .updateTable('accounts')
    .set({ password_once: 'spent' })
    .where('id', '=', id)
    .where('password_once', '=', 'fresh')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteAccount(tx: Kysely<Schema>, id: number): Promise<void> {
  await tx.deleteFrom('accounts').where('id', '=', id).execute();
}

export interface AccountFilter {
  readonly query?: string;
  readonly active?: boolean;
  readonly groupId?: number;
  readonly limit?: number;
  readonly offset?: number;
}

/** A page of accounts by e-mail, and how many there are in all. */
export async function listAccounts(
  db: Kysely<Schema>,
  { query, active, groupId, limit = 50, offset = 0 }: AccountFilter,
): Promise<{ readonly rows: readonly AccountRow[]; readonly total: number }> {
  let found = db.selectFrom('accounts');
  if (query !== undefined && query !== '') {
    found = found.where((eb) =>
      eb.or([
        containsText('email', query),
        containsText('first_name', query),
        containsText('last_name', query),
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
