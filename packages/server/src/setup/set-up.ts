import type { Kysely } from 'kysely';
import { insertAccount } from '../accounts/account-store.ts';
import { isPlainAddress } from '../accounts/plain-address.ts';
import { writeAudit } from '../audit/audit-store.ts';
import { DashboardError, invalidValues } from '../dashboard-error.ts';
import type { Database } from '../db/database.ts';
import type { AccountRow, Schema } from '../db/schema.ts';
import { addMember, administratorsGroupId } from '../groups/group-store.ts';
import { passwordFault } from '../passwords/password-fault.ts';
import { hashPassword } from '../passwords/password-hash.ts';
import { readSettings, writeSettings } from '../settings/settings-store.ts';
import { isSetUp, markDone } from './setup-store.ts';

export interface FirstAdministrator {
  readonly email: string;
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly siteName: string | null;
}

/**
 * Makes the first administrator, once for ever: of two at the same moment one succeeds.
 *
 * @param address from where, or null where the environment asks for it
 * @throws DashboardError `setup_done`, `validation_failed` for a poor password or an e-mail that is taken
 */
export async function setUp(
  database: Database,
  first: FirstAdministrator,
  address: string | null,
  now: number,
): Promise<AccountRow> {
  if (await isSetUp(database.read)) throw setupDone();
  if (!isPlainAddress(first.email))
    throw invalidValues({ email: 'This must be one plain e-mail address.' });
  const fault = passwordFault(first.password);
  if (fault !== null) throw invalidValues({ password: fault });
  const passwordHash = await hashPassword(first.password);
  return database.transaction(async (tx) => {
    if (!(await markDone(tx, 'setup', now))) throw setupDone();
    const account = await insertAccount(tx, {
      email: first.email.toLowerCase(),
      firstName: first.firstName,
      lastName: first.lastName,
      source: 'password',
      passwordHash,
      issuer: null,
      subject: null,
      attributes: '{}',
      attributesSyncedAt: null,
      lastSignInAt: null,
      now,
    });
    if (account === null)
      throw invalidValues({
        email: 'Somebody with this e-mail address has signed in already. Use another.',
      });
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

async function nameSite(tx: Kysely<Schema>, siteName: string, now: number): Promise<void> {
  const { value, version } = await readSettings(tx, 'general');
  const next = { value: JSON.stringify({ ...JSON.parse(value), siteName }), version: version + 1 };
  await writeSettings(tx, 'general', next, now);
}

function setupDone(): DashboardError {
  return new DashboardError('setup_done', 'The first administrator was made before.');
}
