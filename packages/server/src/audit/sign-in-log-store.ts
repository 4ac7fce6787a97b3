import type { SignIn, SignInLogQuery } from '@dashboard/contract';
import type { Kysely, Selectable } from 'kysely';
import { prepared } from '../db/prepared.ts';
import type { Schema, SignInsTable } from '../db/schema.ts';

/** One row of the sign-in log; `docs/sso-protocol.md`, section 11, says what it may hold. */
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
  /** JSON arrays of text. */
  readonly claimNames: string | null;
  readonly groupNames: string | null;
};

export const writeSignIn = prepared<SignInLogRow>((db, p) =>
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
  { outcome, code, email, reference, before, limit = 50 }: SignInLogQuery,
): Promise<SignIn[]> {
  let query = db.selectFrom('sign_ins').selectAll().orderBy('id', 'desc').limit(limit);
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
 * Deletes the oldest refusals without a known e-mail beyond a number of rows, a batch at a time. Anybody
 * can cause those, so the log would otherwise grow with every stranger's request for all its days.
 *
 * @returns whether there may be more
 */
export async function deleteAnonymousBeyond(tx: Kysely<Schema>, kept: number): Promise<boolean> {
  const anonymous = tx
    .selectFrom('sign_ins')
    .where('outcome', '=', 'refused')
    .where('email', 'is', null)
    .select('id');
  const newest = await anonymous.orderBy('id', 'desc').offset(kept).limit(1).executeTakeFirst();
  if (newest === undefined) return false;
  const oldest = await anonymous.where('id', '<=', newest.id).orderBy('id').limit(batch).execute();
  const last = oldest.at(-1);
  if (last === undefined) return false;
  await tx
    .deleteFrom('sign_ins')
    .where('outcome', '=', 'refused')
    .where('email', 'is', null)
    .where('id', '<=', last.id)
    .execute();
  return oldest.length === batch;
}

/**
 * Deletes the oldest rows of a log up to an instant, a batch at a time. Ids count up with time, so it
 * needs no index on the instant, which every sign-in would have to keep up.
 *
 * @returns whether there may be more
 */
export async function deleteOldest(
  tx: Kysely<Schema>,
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
