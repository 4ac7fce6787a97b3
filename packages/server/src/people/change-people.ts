import type { AccountPatch, NewAccount } from '@dashboard/contract';
import type { Kysely } from 'kysely';
import {
  type AccountChange,
  findByEmail,
  findById,
  insertAccount,
  isFull,
  deleteAccount as removeAccount,
  updateAccount,
  updatePassword,
} from '../accounts/account-store.ts';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { type Actor, type Change, differences, writeAudit } from '../audit/audit-store.ts';
import { DashboardError, invalidValues } from '../dashboard-error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { AccountRow, Schema } from '../db/schema.ts';
import { refuseStale, tagOf } from '../entity-tag.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import type { JwtSource } from '../jwt-settings/jwt-source.ts';
import type { LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { hashPassword } from '../passwords/password-hash.ts';
import { deleteSessionsOf } from '../sessions/session-store.ts';
import { releaseBinding } from './release-bindings.ts';

export interface PeopleDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly guard: LockOutGuard;
}

/**
 * Creates an account by hand. Without a password the person can sign in through JWT only.
 *
 * @throws DashboardError `email_taken`, `account_limit`, `validation_failed` for a weak password
 */
export async function createPerson(
  deps: PeopleDeps,
  { email, firstName = null, lastName = null, password }: NewAccount,
  by: Actor,
  now: number,
): Promise<AccountRow> {
  if (!isPlainAddress(email)) throw invalidValues({ email: 'Enter one plain email address.' });
  if (password !== undefined) refusePoor(password);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  const source = password === undefined ? 'jwt' : 'password';
  return deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'accounts');
    if ((await findByEmail(tx, { email: email.toLowerCase() })).length > 0) throw emailTaken();
    await refuseOverLimit(deps, tx);
    const account = await insertAccount(tx, {
      email: email.toLowerCase(),
      firstName,
      lastName,
      source,
      passwordHash,
      now,
    });
    if (account === null) throw emailTaken();
    const after = { email: account.email, firstName, lastName, source };
    await audit(tx, by, account, { action: 'account_created', after }, now);
    return account;
  });
}

/**
 * Changes an account for an administrator. Deactivation ends its sessions at once; a binding is
 * released together with the other changes, or not at all.
 *
 * @throws DashboardError `not_found`, `account_limit`, `last_administrator`, `would_lock_out`,
 * `changed_meanwhile`
 */
export async function changePerson(
  deps: PeopleDeps,
  id: number,
  { releaseBinding: isReleased, ...patch }: AccountPatch,
  by: Actor,
  expected: readonly string[] | null,
  now: number,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'accounts');
    const account = await accountOrRefuse(tx, id);
    refuseStale(expected, accountTag(account));
    if (isReleased === true) await releaseBinding(tx, account, by, now);
    const change = differences(changeable(account), { ...changeable(account), ...patch });
    if (Object.keys(change.after).length === 0) return;
    const { active } = change.after;
    if (active === true) await refuseOverLimit(deps, tx);
    const update = () => updateAccount(tx, id, columnsOf(change.after));
    if (active === false) await deps.guard.keepAWayIn(tx, now, update);
    else await update();
    if (active === false) await deleteSessionsOf(tx, id);
    await audit(tx, by, account, { action: actionOf(change.after), ...change }, now);
  });
}

/** @throws DashboardError `not_found`, `last_administrator`, `would_lock_out`, `changed_meanwhile` */
export async function deletePerson(
  deps: PeopleDeps,
  id: number,
  by: Actor,
  expected: readonly string[] | null,
  now: number,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await deps.database.lock(tx, 'accounts');
    const account = await accountOrRefuse(tx, id);
    refuseStale(expected, accountTag(account));
    await deps.guard.keepAWayIn(tx, now, () => removeAccount(tx, id));
    const { email, source } = account;
    await audit(tx, by, account, { action: 'account_deleted', before: { email, source } }, now);
  });
}

export interface PasswordToSet {
  readonly id: number;
  readonly password: string;
  /** Whether it is a one-time password. */
  readonly once: boolean;
  /** Set from the shell (W5): an administrator gets a password even for an account created by JWT. */
  readonly isWayBack?: boolean;
}

/**
 * Sets a person's password and ends their sessions on every server. An account created by a sign-in
 * through JWT never has a password (I6), except an administrator's from the shell.
 *
 * @throws DashboardError `not_found`, `sso_account`, `validation_failed`
 */
export async function setPassword(
  { database }: Pick<PeopleDeps, 'database'>,
  { id, password, once, isWayBack = false }: PasswordToSet,
  by: Actor,
  now: number,
): Promise<void> {
  refusePoor(password);
  const passwordHash = await hashPassword(password);
  await database.transaction(async (tx) => {
    const account = await accountOrRefuse(tx, id);
    if (account.source === 'jwt' && !(isWayBack && (await isAdministrator(tx, id)))) {
      throw new DashboardError(
        'sso_account',
        'This account signs in through your company’s app and has no password.',
      );
    }
    await updatePassword(tx, id, passwordHash, once ? 'fresh' : null);
    await deleteSessionsOf(tx, id);
    await audit(tx, by, account, { action: 'password_set', after: { once } }, now);
  });
}

async function isAdministrator(tx: Tx, accountId: number): Promise<boolean> {
  const groups = await groupsOfAccount(tx, { accountId });
  return groups.some((group) => group.built_in === 'administrators');
}

/** @throws DashboardError `not_found` */
export async function signOutEverywhere(
  { database }: PeopleDeps,
  id: number,
  by: Actor,
  now: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const account = await accountOrRefuse(tx, id);
    const endedSessions = (await deleteSessionsOf(tx, id)).length;
    await audit(tx, by, account, { action: 'account_signed_out', after: { endedSessions } }, now);
  });
}

export async function accountOrRefuse(db: Kysely<Schema>, id: number): Promise<AccountRow> {
  const [account] = await findById(db, { id });
  if (account !== undefined) return account;
  throw new DashboardError('not_found', 'Person not found.');
}

function audit(
  tx: Tx,
  by: Actor,
  { id, email }: AccountRow,
  change: Omit<Change, 'subject'>,
  now: number,
): Promise<void> {
  return writeAudit(tx, by, { subject: { kind: 'account', id, name: email }, ...change }, now);
}

function actionOf({ active }: { readonly active?: boolean }): Change['action'] {
  if (active === undefined) return 'account_changed';
  return active ? 'account_activated' : 'account_deactivated';
}

/**
 * The `ETag` of the values of an account that an administrator edits: a sign-in does not change it.
 */
export function accountTag(account: AccountRow): string {
  return tagOf(changeable(account));
}

function changeable(row: AccountRow): Required<Omit<AccountPatch, 'releaseBinding'>> {
  return {
    active: row.active === 1,
    firstName: row.first_name,
    lastName: row.last_name,
    attributes: JSON.parse(row.administrator_attributes),
  };
}

function columnsOf({ active, firstName, lastName, attributes }: AccountPatch): AccountChange {
  return {
    ...(active !== undefined && { active: active ? 1 : 0 }),
    ...(firstName !== undefined && { first_name: firstName }),
    ...(lastName !== undefined && { last_name: lastName }),
    ...(attributes !== undefined && { administrator_attributes: JSON.stringify(attributes) }),
  };
}

/** @throws DashboardError `account_limit` if one more active account would exceed it (I5) */
export async function refuseOverLimit({ jwt }: Pick<PeopleDeps, 'jwt'>, tx: Tx): Promise<void> {
  const { accountLimit } = (await jwt.settings(tx)).settings;
  if (!(await isFull(tx, accountLimit))) return;
  throw new DashboardError(
    'account_limit',
    `The limit of ${accountLimit} active accounts is reached.`,
  );
}

function refusePoor(password: string): void {
  const fault = passwordFault(password);
  if (fault === null) return;
  throw invalidValues({ password: fault });
}

function emailTaken(): DashboardError {
  return new DashboardError('email_taken', 'Another account has this email address.', {
    fields: { email: 'Another account has this email address.' },
  });
}
