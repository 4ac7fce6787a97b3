import type { Kysely } from 'kysely';
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

export interface NewAccount {
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
  readonly now: number;
}

/** @returns the new account, or null where another already has the e-mail or the identity */
export async function insertAccount(
  tx: Kysely<Schema>,
  account: NewAccount,
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
