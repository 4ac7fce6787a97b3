import type { Kysely } from 'kysely';
import { insertAccount } from '../accounts/account-store.ts';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { writeAudit } from '../audit/audit-store.ts';
import { DashboardError, invalidValues } from '../dashboard-error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { AccountRow, Schema } from '../db/schema.ts';
import { addMember, administratorsGroupId } from '../groups/group-store.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { hashPassword, type PasswordCost } from '../passwords/password-hash.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';
import { markDone } from './setup-store.ts';

export interface FirstAdministrator {
  readonly email: string;
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly siteName: string | null;
}

export interface SetupDeps {
  readonly database: Database;
  /** Whether a first administrator can be created now; checked again under the locks. */
  readonly isOpen: (db: Kysely<Schema>) => Promise<boolean>;
  /** Of the administrator's hash; only a test sets it. */
  readonly passwordCost?: PasswordCost | undefined;
}

/**
 * Creates the first administrator. Of several simultaneous requests one succeeds.
 *
 * @param address of the client, or null if the environment creates it
 * @throws DashboardError `setup_done`, `validation_failed` for a weak password or an email of
 * another account
 */
export async function setUp(
  { database, isOpen, passwordCost }: SetupDeps,
  first: FirstAdministrator,
  address: string | null,
  now: number,
): Promise<AccountRow> {
  if (!(await isOpen(database.read))) throw setupDone();
  if (!isPlainAddress(first.email))
    throw invalidValues({ email: 'This must be one plain email address.' });
  const fault = passwordFault(first.password);
  if (fault !== null) throw invalidValues({ password: fault });
  const passwordHash = await hashPassword(first.password, passwordCost);
  return database.transaction(async (tx) => {
    // In the same order everywhere: a change of the JWT settings, or a sign-in, may be in progress.
    await database.lock(tx, 'settings');
    await database.lock(tx, 'accounts');
    if (!(await isOpen(tx))) throw setupDone();
    await markDone(tx, 'setup', now);
    const account = await insertAccount(tx, {
      email: first.email.toLowerCase(),
      firstName: first.firstName,
      lastName: first.lastName,
      source: 'password',
      passwordHash,
      // Setup over HTTP signs its administrator in.
      lastSignInAt: address === null ? null : now,
      now,
    });
    if (account === null)
      throw invalidValues({ email: 'An account with this email exists. Use another email.' });
    await addMember(tx, {
      groupId: await administratorsGroupId(tx),
      accountId: account.id,
      origin: 'hand',
    });
    if (first.siteName !== null) await nameSite(tx, first.siteName, now);
    const { id, email } = account;
    const actor = { kind: 'account', accountId: id, email, address } as const;
    const subject = { kind: 'account', id, name: email } as const;
    await writeAudit(tx, actor, { action: 'setup_done', subject }, now);
    return account;
  });
}

async function nameSite(tx: Tx, siteName: string, now: number): Promise<void> {
  const { value, version } = await readSettings(tx, 'general');
  const next = { value: JSON.stringify({ ...JSON.parse(value), siteName }), version: version + 1 };
  await writeSettings(tx, 'general', next, now);
}

export function setupDone(): DashboardError {
  return new DashboardError('setup_done', 'Setup over HTTP is closed. Sign in instead.');
}
