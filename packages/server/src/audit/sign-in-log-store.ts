import { prepared } from '../db/prepared.ts';

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
