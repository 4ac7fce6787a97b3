import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import { writeAudit } from '../audit/audit-store.ts';
import { writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import { noteKeyUse } from '../jwt-settings/jwt-settings-store.ts';
import type { JwtSource } from '../jwt-settings/jwt-source.ts';
import type { LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { proofOf } from '../jwt-settings/sign-in-proof.ts';
import { newReference } from '../reference.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import type { Identity } from './identity.ts';
import {
  type ProvisionedAccount,
  provisionAccount,
  type SignInProof,
} from './provision-account.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import { noteOf } from './sign-in-note.ts';
import { type GroupSync, syncGroups } from './sync-groups.ts';
import { useTokenOnce } from './use-token-once.ts';

export interface AdmitDeps {
  readonly database: Database;
  readonly jwt: JwtSource;
  readonly lifetime: SessionLifetime;
  readonly guard: LockOutGuard;
  /** Told of each person who came in, inside the transaction (W5). */
  readonly onAdmitted: (tx: Kysely<Schema>, accountId: number, now: number) => Promise<void>;
}

/** Somebody whose token is good, at the door. */
export interface Arrival {
  readonly verified: VerifiedToken;
  readonly identity: Identity;
  readonly settings: JwtSettings;
  /** Null where the sign-in wasn't begun by this browser here. */
  readonly attempt: SignInAttempt | null;
  readonly browser: Browser;
}

export interface Admitted {
  readonly account: ProvisionedAccount;
  readonly sync: GroupSync;
  readonly session: OpenedSession;
}

/**
 * What a sign-in writes (F8, F11, F12, I4–I7, G2–G5), all of it in the caller's transaction: the token
 * is used up, the account made or brought up to date, groups synced, the log written, a session opened.
 *
 * @throws SignInRefused; the transaction then undoes everything
 */
export async function admit(
  deps: AdmitDeps,
  tx: Kysely<Schema>,
  { verified, identity, settings, attempt, browser }: Arrival,
  now: number,
): Promise<Admitted> {
  const { database, jwt, guard, lifetime } = deps;
  await useTokenOnce(tx, verified);
  const proof = attempt === null ? unproven : proven(settings, verified);
  const account = await provisionAccount(database, tx, identity, settings, proof, now);
  const person = { id: account.id, groupNames: identity.groupNames };
  const sync = await syncGroups(tx, person, settings, () => guard.mustStay(tx, account.id, now));
  if (jwt.isUseDue(verified.keyFingerprint, now))
    await noteKeyUse(tx, { fingerprint: verified.keyFingerprint, now });
  await writeSuccess(tx, { verified, identity, settings, browser }, { account, sync, now });
  if (account.outcome === 'linked') await writeLinked(tx, account, browser, now);
  await deps.onAdmitted(tx, account.id, now);
  const openedBy = verified.useKeys[0] ?? null;
  const start = { accountId: account.id, signedInVia: 'jwt', openedBy } as const;
  return { account, sync, session: await openSession(tx, start, browser, lifetime, now) };
}

const unproven: SignInProof = { provenSettings: null, provenKey: null };

function proven(settings: JwtSettings, { keyFingerprint }: VerifiedToken): SignInProof {
  return { provenSettings: proofOf(settings), provenKey: keyFingerprint };
}

interface Success {
  readonly account: ProvisionedAccount;
  readonly sync: GroupSync;
  readonly now: number;
}

async function writeSuccess(
  tx: Kysely<Schema>,
  { browser, verified, identity, settings }: Omit<Arrival, 'attempt'>,
  { account, sync, now }: Success,
): Promise<void> {
  const { claimNames, groupNames } = noteOf(verified.claims, settings);
  const notes = [
    identity.skippedKeys.length > 0 &&
      `Not stored as attributes: ${JSON.stringify(identity.skippedKeys)}.`,
    sync.keptLastAdministrator &&
      'Kept in Administrators although the token doesn’t say so: nobody else could administer.',
  ].filter((note) => note !== false);
  await writeSignIn(tx, {
    at: now,
    outcome: 'signed_in',
    code: null,
    failedCheck: null,
    detail: notes.length === 0 ? null : notes.join(' '),
    reference: newReference(),
    email: identity.email,
    accountId: account.id,
    address: browser.address,
    userAgent: browser.userAgent,
    flow: settings.flow,
    claimNames,
    groupNames,
  });
}

/** An account with a password was met by its first token: an administrator may want to know (I4a). */
async function writeLinked(
  tx: Kysely<Schema>,
  { id, email }: ProvisionedAccount,
  { address }: Browser,
  now: number,
): Promise<void> {
  const actor = { kind: 'sign_in', accountId: id, email, address } as const;
  const subject = { kind: 'account', id, name: email } as const;
  await writeAudit(tx, actor, { action: 'account_linked', subject }, now);
}
