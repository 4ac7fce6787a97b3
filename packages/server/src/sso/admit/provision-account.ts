import {
  findByEmail,
  insertAccount,
  isFull,
  type MetAccount,
  updateFromToken,
  updateIdentity,
} from '../../accounts/account-store.ts';
import { lookUpAccount } from '../../accounts/look-up-account.ts';
import type { Tx } from '../../db/database.ts';
import type { LockOnDemand } from '../../db/lock-on-demand.ts';
import type { AccountRow } from '../../db/schema.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { withoutState } from '../../jwt-settings/sign-in-proof.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { Identity } from '../verify/identity.ts';

export interface ProvisionedAccount {
  readonly id: number;
  readonly email: string;
  readonly outcome: 'created' | 'updated' | 'linked';
  /** Whether this sign-in reactivated it (I7). */
  readonly isReactivated: boolean;
  /** What the account has of its last group sync, as it is stored. */
  readonly storedGroupSync: string | null;
}

/** The settings and the key under which a sign-in that started here succeeded (W4). */
export interface SignInProof {
  readonly settings: string;
  readonly key: string;
  /** The current key; `key` may be the previous one. */
  readonly currentKey: string;
}

/** A person to provision, and under which settings. */
export interface PersonToProvision {
  readonly identity: Identity;
  readonly settings: JwtSettings;
  /** Null if the sign-in did not start here. */
  readonly proof: SignInProof | null;
  readonly now: number;
}

/**
 * Finds the account of a token and updates it, or creates it (I4–I7). The usual sign-in needs no lock.
 * The others run one at a time: two at once could take the same email, the same account or the last
 * place below the account limit.
 *
 * @param lock on accounts
 * @throws SignInRefused `email_taken`, `identity_conflict`, `account_not_linked`, `account_not_found`,
 *   `account_limit`, `account_deactivated`
 */
export async function provisionAccount(
  tx: Tx,
  person: PersonToProvision,
  lock: LockOnDemand,
): Promise<ProvisionedAccount> {
  const { identity, settings } = person;
  const found = await findAccount(tx, identity, settings);
  if (found !== null && isUsual(found, identity, settings)) {
    const account = await writeToken(tx, found, person);
    if (account !== null) return account;
  }
  lock.require();
  if (found === null) return createAccount(tx, person);
  if (found.email !== identity.email) await refuseTakenEmail(tx, identity.email);
  refuseUnlinked(found, settings);
  if (found.active === 0) await refuseDeactivated(tx, settings);
  await updateIdentity(tx, { id: found.id, ...identityOf(found, identity, settings) });
  const account = await writeToken(tx, found, person);
  if (account === null)
    throw new TypeError('the lock on accounts keeps others from changing this one');
  return { ...account, isReactivated: found.active === 0 };
}

async function findAccount(
  tx: Tx,
  { email, subject }: Identity,
  { issuer }: JwtSettings,
): Promise<MetAccount | null> {
  const account = await lookUpAccount(tx, { email, subject, issuer });
  if (account !== 'conflict') return account;
  throw new SignInRefused(
    'identity_conflict',
    'I4',
    'The account with this email is bound to another “sub” than the token’s.',
  );
}

/**
 * The usual sign-in changes only what every sign-in writes. An administrator's may remove a membership
 * that the last one must keep (G5): that needs the lock.
 */
function isUsual(account: MetAccount, identity: Identity, settings: JwtSettings): boolean {
  const { email, issuer, subject } = identityOf(account, identity, settings);
  const isSame =
    account.email === email && account.issuer === issuer && account.subject === subject;
  if (account.active === 0 || !isSame || isFirstToken(account)) return false;
  return !(settings.groupSync && account.is_administrator);
}

/** An account without a `sub` is bound to the first one; email and issuer follow the token. */
function identityOf(
  account: AccountRow,
  { email, subject }: Identity,
  settings: JwtSettings,
): Pick<AccountRow, 'email' | 'issuer' | 'subject'> {
  const issuer = subject === null ? account.issuer : (settings.issuer ?? '');
  return { email, issuer, subject: subject ?? account.subject };
}

/** @returns null where another transaction has changed the account since it was read */
async function writeToken(
  tx: Tx,
  account: AccountRow,
  { identity, settings, proof, now }: PersonToProvision,
): Promise<ProvisionedAccount | null> {
  const isProof = proof !== null && !isWeaker(proof, account);
  const written = await updateFromToken(tx, {
    id: account.id,
    ...identityOf(account, identity, settings),
    firstName: identity.firstName,
    lastName: identity.lastName,
    attributes: JSON.stringify(identity.attributes),
    provenSettings: isProof ? proof.settings : null,
    provenKey: isProof ? proof.key : null,
    now,
  });
  const [row] = written;
  if (row === undefined) return null;
  return {
    id: account.id,
    email: identity.email,
    outcome: isFirstToken(account) ? 'linked' : 'updated',
    isReactivated: false,
    storedGroupSync: row.group_sync,
  };
}

/**
 * A proof under the current key isn't given up for one under the key that is rotated out, nor a proof
 * with `state` for one without (W4).
 */
function isWeaker(proof: SignInProof, account: AccountRow): boolean {
  const { proven_settings: settings, proven_key: key } = account;
  if (settings === null || key !== proof.currentKey) return false;
  const isOld =
    proof.key !== proof.currentKey && withoutState(settings) === withoutState(proof.settings);
  const lacksState = proof.settings !== settings && proof.settings === withoutState(settings);
  return isOld || lacksState;
}

async function createAccount(
  tx: Tx,
  { identity, settings, proof, now }: PersonToProvision,
): Promise<ProvisionedAccount> {
  if (!settings.userProvisioning) {
    throw new SignInRefused(
      'account_not_found',
      'I5',
      'There is no account for this person, and “Create accounts on first sign-in” is off.',
    );
  }
  await refuseOverLimit(tx, settings);
  const account = await insertAccount(tx, {
    email: identity.email,
    firstName: identity.firstName,
    lastName: identity.lastName,
    source: 'jwt',
    issuer: identity.subject === null ? null : (settings.issuer ?? ''),
    subject: identity.subject,
    attributes: JSON.stringify(identity.attributes),
    attributesSyncedAt: now,
    lastSignInAt: now,
    provenSettings: proof?.settings ?? null,
    provenKey: proof?.key ?? null,
    now,
  });
  if (account === null)
    throw new TypeError('the lock on accounts keeps others from making this one');
  return {
    id: account.id,
    email: account.email,
    outcome: 'created',
    isReactivated: false,
    storedGroupSync: null,
  };
}

async function refuseTakenEmail(tx: Tx, email: string): Promise<void> {
  const [holder] = await findByEmail(tx, { email });
  if (holder === undefined) return;
  throw new SignInRefused('email_taken', 'I4', 'Another account has the person’s new email.');
}

/** The first token for an account that was created with a password (I4a). */
function refuseUnlinked(account: MetAccount, { linkExisting }: JwtSettings): void {
  if (!isFirstToken(account) || linkExisting === 'everyone') return;
  if (linkExisting === 'not_administrators' && !account.is_administrator) return;
  throw new SignInRefused(
    'account_not_linked',
    'I4a',
    'This account was created with a password, and the settings do not link it to JWT.',
  );
}

function isFirstToken(account: AccountRow): boolean {
  return account.source === 'password' && account.attributes_synced_at === null;
}

async function refuseDeactivated(tx: Tx, settings: JwtSettings): Promise<void> {
  if (!settings.reactivateOnSignIn) {
    throw new SignInRefused(
      'account_deactivated',
      'I7',
      'An administrator has deactivated this account.',
    );
  }
  await refuseOverLimit(tx, settings);
}

async function refuseOverLimit(tx: Tx, { accountLimit }: JwtSettings): Promise<void> {
  if (!(await isFull(tx, accountLimit))) return;
  throw new SignInRefused(
    'account_limit',
    'I5',
    `The limit of ${accountLimit} active accounts is reached.`,
  );
}
