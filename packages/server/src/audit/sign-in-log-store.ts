import type { SignIn, SignInLogQuery } from '@dashboard/contract';
import type { Kysely, Selectable } from 'kysely';
import type { Tx } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import type { Schema, SignInsTable } from '../db/schema.ts';
import { inPeriod } from './log-period-store.ts';

/** One row of the sign-in log; section 11 of `docs/sso-protocol.md` defines its content. */
export type SignInLogRow = {
  readonly at: number;
  readonly outcome: 'signed_in' | 'refused';
  readonly code: string | null;
  readonly failedCheck: string | null;
  readonly detail: string | null;
  readonly reference: string;
  readonly email: string | null;
  readonly accountId: number | null;
  readonly address: string;
  readonly userAgent: string;
  readonly flow: string;
  readonly claimNames: readonly string[] | null;
  readonly groupNames: readonly string[] | null;
};

/** Writes one row. */
export async function writeSignIn(tx: Tx, row: SignInLogRow): Promise<void> {
  await insertSignIn(tx, {
    ...row,
    claimNames: row.claimNames === null ? null : JSON.stringify(row.claimNames),
    groupNames: row.groupNames === null ? null : JSON.stringify(row.groupNames),
  });
}

type StoredNames = { readonly claimNames: string | null; readonly groupNames: string | null };

const insertSignIn = prepared<Omit<SignInLogRow, keyof StoredNames> & StoredNames>((db, p) =>
  db.insertInto('sign_ins').values({
    at: p('at'),
    outcome: p('outcome'),
    code: p('code'),
    failed_check: p('failedCheck'),
    detail: p('detail'),
    reference: p('reference'),
    email: p('email'),
    account_id: p('accountId'),
    address: p('address'),
    user_agent: p('userAgent'),
    flow: p('flow'),
    claim_names: p('claimNames'),
    group_names: p('groupNames'),
  }),
);

/** The sign-in log, newest first. */
export async function listSignIns(
  db: Kysely<Schema>,
  { outcome, code, email, reference, from, to, before, limit = 50 }: SignInLogQuery,
): Promise<SignIn[]> {
  let query = db
    .selectFrom('sign_ins')
    .selectAll()
    .where(await inPeriod(db, 'sign_ins', { from, to }))
    .orderBy('id', 'desc')
    .limit(limit);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (code !== undefined) query = query.where('code', '=', code);
  if (email !== undefined) query = query.where('email', '=', email.toLowerCase());
  if (reference !== undefined) query = query.where('reference', '=', reference.toUpperCase());
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map(presentSignIn);
}

function presentSignIn(row: Selectable<SignInsTable>): SignIn {
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    outcome: row.outcome,
    code: row.code,
    email: row.email,
    accountId: row.account_id,
    address: row.address,
    userAgent: row.user_agent,
    flow: row.flow,
    claimNames: row.claim_names === null ? null : JSON.parse(row.claim_names),
    groupNames: row.group_names === null ? null : JSON.parse(row.group_names),
    failedCheck: row.failed_check,
    detail: row.detail,
    reference: row.reference,
  };
}

const batch = 1_000;

/**
 * Deletes the oldest refusals beyond a number of rows, a batch at a time. Anyone can cause
 * refusals, so the log would otherwise grow with every request until the rows expire. Refusals with
 * an email are counted separately: they have a token with a valid signature, and a flood without
 * one must not delete them.
 *
 * @param kept the number of rows to keep
 * @returns whether there may be more
 */
export async function deleteRefusalsBeyond(
  tx: Tx,
  emails: 'with an email' | 'without an email',
  kept: number,
): Promise<boolean> {
  const operator = emails === 'with an email' ? 'is not' : 'is';
  const refusals = tx
    .selectFrom('sign_ins')
    .where('outcome', '=', 'refused')
    .where('email', operator, null)
    .select('id');
  const newest = await refusals.orderBy('id', 'desc').offset(kept).limit(1).executeTakeFirst();
  if (newest === undefined) return false;
  const oldest = await refusals.where('id', '<=', newest.id).orderBy('id').limit(batch).execute();
  const last = oldest.at(-1);
  if (last === undefined) return false;
  await tx
    .deleteFrom('sign_ins')
    .where('outcome', '=', 'refused')
    .where('email', operator, null)
    .where('id', '<=', last.id)
    .execute();
  return oldest.length === batch;
}

/**
 * Deletes the oldest rows of a log up to an instant, a batch at a time. Ids increase with time, so
 * this needs no index on the instant, which every sign-in would have to maintain.
 *
 * @returns whether there may be more
 */
export async function deleteOldest(
  tx: Tx,
  table: 'sign_ins' | 'audit',
  before: number,
): Promise<boolean> {
  const oldest = await tx
    .selectFrom(table)
    .select(['id', 'at'])
    .orderBy('id')
    .limit(batch)
    .execute();
  const last = oldest.filter(({ at }) => at < before).at(-1);
  if (last === undefined) return false;
  await tx.deleteFrom(table).where('id', '<=', last.id).where('at', '<', before).execute();
  return oldest.length === batch && last === oldest.at(-1);
}
