import {
  findByEmail,
  insertAccount,
  updateAccount,
  updatePassword,
} from '../accounts/account-store.ts';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { type Actor, writeAudit } from '../audit/audit-store.ts';
import { invalidValues } from '../dashboard-error.ts';
import type { Tx } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import { addMemberByHand, allGroups, groupsOfAccount } from '../groups/group-store.ts';
import { createOneTimeCode } from '../passwords/one-time-code.ts';
import { hashPassword } from '../passwords/password-hash.ts';
import { type PeopleDeps, refuseOverLimit } from './change-people.ts';

export interface AddedAdministrator {
  readonly email: string;
  readonly outcome: 'created' | 'added' | 'unchanged';
  /** Whether the account was deactivated until now. */
  readonly isReactivated: boolean;
  /** For a new account with a password: a one-time password. */
  readonly oneTimePassword: string | null;
  readonly hasPassword: boolean;
}

/**
 * Makes an account an administrator; if no account has the email, one is created. An existing
 * account keeps its way of signing in: one that was created through JWT gets no password (I6).
 *
 * @param wayIn of a new account: a one-time password, or JWT only
 * @throws DashboardError `validation_failed` for an invalid email, `account_limit`
 */
export async function addAdministrator(
  deps: Pick<PeopleDeps, 'database' | 'jwt'>,
  { email: typed, wayIn }: { readonly email: string; readonly wayIn: 'password' | 'jwt' },
  by: Actor,
  now: number,
): Promise<AddedAdministrator> {
  const email = typed.trim().toLowerCase();
  if (!isPlainAddress(email)) throw invalidValues({ email: `${typed} is not an email address.` });
  const password = wayIn === 'password' ? createOneTimeCode() : null;
  const passwordHash = password === null ? null : await hashPassword(password);
  return deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'accounts');
    const [found] = await findByEmail(tx, { email });
    if (found === undefined || found.active === 0) await refuseOverLimit(deps, tx);
    const account = found ?? (await createAccount(tx, email, passwordHash, by, now));
    const isReactivated = account.active === 0;
    if (isReactivated) await activate(tx, account, by, now);
    const isAdded = await addToAdministrators(tx, account, by, now);
    return {
      email,
      outcome: found === undefined ? 'created' : isAdded || isReactivated ? 'added' : 'unchanged',
      isReactivated,
      oneTimePassword: found === undefined ? password : null,
      hasPassword: account.password_hash !== null,
    };
  });
}

async function createAccount(
  tx: Tx,
  email: string,
  passwordHash: string | null,
  by: Actor,
  now: number,
): Promise<AccountRow> {
  const source = passwordHash === null ? 'jwt' : 'password';
  const account = await insertAccount(tx, { email, source, passwordHash, now });
  if (account === null) throw new TypeError('the lock on accounts keeps others from creating it');
  const subject = { kind: 'account', id: account.id, name: email } as const;
  const after = { email, firstName: null, lastName: null, source };
  await writeAudit(tx, by, { action: 'account_created', subject, after }, now);
  if (passwordHash === null) return account;
  await updatePassword(tx, account.id, passwordHash, 'fresh');
  await writeAudit(tx, by, { action: 'password_set', subject, after: { once: true } }, now);
  return account;
}

async function activate(tx: Tx, { id, email }: AccountRow, by: Actor, now: number): Promise<void> {
  await updateAccount(tx, id, { active: 1 });
  const subject = { kind: 'account', id, name: email } as const;
  const change = { before: { active: false }, after: { active: true } };
  await writeAudit(tx, by, { action: 'account_activated', subject, ...change }, now);
}

/** @returns whether the account was not a member before */
async function addToAdministrators(
  tx: Tx,
  { id: accountId, email }: AccountRow,
  by: Actor,
  now: number,
): Promise<boolean> {
  const groups = await groupsOfAccount(tx, { accountId });
  if (groups.some((group) => group.built_in === 'administrators')) return false;
  const group = (await allGroups(tx, {})).find((one) => one.built_in === 'administrators');
  if (group === undefined) throw new TypeError('the first migration creates “Administrators”');
  await addMemberByHand(tx, group.id, accountId);
  const subject = { kind: 'group', id: group.id, name: group.name } as const;
  const after = { accountId, email };
  await writeAudit(tx, by, { action: 'group_member_added', subject, after }, now);
  return true;
}
