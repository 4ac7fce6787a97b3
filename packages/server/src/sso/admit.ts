import { hash } from 'node:crypto';
import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import { updateGroupSync } from '../accounts/account-store.ts';
import { writeAudit } from '../audit/audit-store.ts';
import { writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import type { JwtSettings } from '../jwt-settings/jwt-settings.ts';
import type { LockOutGuard } from '../jwt-settings/lock-out-guard.ts';
import { proofOf, withoutState } from '../jwt-settings/sign-in-proof.ts';
import { newReference } from '../reference.ts';
import { type Browser, type OpenedSession, openSession } from '../sessions/open-session.ts';
import type { SessionLifetime } from '../sessions/session-lifetime.ts';
import { detailOfAdmission, summaryOf } from './describe-admission.ts';
import type { Identity } from './identity.ts';
import {
  needsLock,
  type ProvisionedAccount,
  provisionAccount,
  type SignInProof,
} from './provision-account.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import { noteOf, omittedClaims } from './sign-in-note.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { type GroupSync, syncGroups } from './sync-groups.ts';
import { takeAttemptOnce } from './take-attempt-once.ts';
import { useTokenOnce } from './use-token-once.ts';

export interface AdmitDeps {
  readonly database: Database;
  readonly lifetime: SessionLifetime;
  readonly guard: LockOutGuard;
}

/** A person with a valid token, before the transaction. */
export interface Arrival {
  readonly verified: VerifiedToken;
  readonly identity: Identity;
  readonly settings: JwtSettings;
  /** Fingerprint of the current key; the token may be signed with the previous one. */
  readonly currentKey: string | null;
  /** Null where the sign-in did not start in this browser here. */
  readonly attempt: SignInAttempt | null;
  /** The trial that a token without an attempt came back from (W4). */
  readonly trial?: SignInAttempt | undefined;
  readonly browser: Browser;
  /** A cookie unless it says otherwise (X4). */
  readonly carriedBy?: 'bearer' | undefined;
  /** Sentences for the sign-in log about what came before. */
  readonly notes?: readonly string[];
}

export interface Admitted {
  readonly account: ProvisionedAccount;
  /** Null where the groups were not synchronized. */
  readonly sync: GroupSync | null;
  readonly session: OpenedSession;
  /** Whether it proves that this person can sign in with the current settings (W4). */
  readonly isProof: boolean;
}

/**
 * Writes everything about a sign-in (F8, F11, F12, I4–I7, G2–G5) in one transaction: uses up the
 * token, creates or updates the account, syncs groups, writes the log and opens a session.
 *
 * @throws SignInRefused; nothing is written then
 */
export async function admit(deps: AdmitDeps, arrival: Arrival, now: number): Promise<Admitted> {
  const { database } = deps;
  // The embedded database has one writer: everything there is under the lock.
  const isLocked = database.kind === 'sqlite';
  try {
    return await database.transaction((tx) => admitIn(deps, tx, arrival, isLocked, now));
  } catch (error) {
    if (error !== needsLock) throw error;
    return database.transaction(async (tx) => {
      await database.lock(tx, 'accounts');
      return admitIn(deps, tx, arrival, true, now);
    });
  }
}

/**
 * The same, in the caller's transaction.
 *
 * @param isLocked whether it holds the lock on accounts
 * @throws needsLock, SignInRefused
 */
export async function admitIn(
  deps: Pick<AdmitDeps, 'guard' | 'lifetime'>,
  tx: Kysely<Schema>,
  arrival: Arrival,
  isLocked: boolean,
  now: number,
): Promise<Admitted> {
  const { guard, lifetime } = deps;
  const { verified, identity, settings, browser, carriedBy, attempt } = arrival;
  await useTokenOnce(tx, verified);
  if (attempt !== null && !(await takeAttemptOnce(tx, 'admission', attempt)))
    throw new AttemptTaken();
  const proof = proofIn(arrival);
  const account = await provisionAccount(tx, identity, settings, proof, isLocked, now);
  const person = { id: account.id, groupNames: identity.groupNames };
  const sync = await syncGroups(tx, person, settings, () => {
    if (!isLocked) throw needsLock;
    return guard.mustStay(tx, account.id, now);
  });
  await keepGroupSync(tx, account, sync);
  await writeSuccess(tx, arrival, { account, sync, now });
  if (account.outcome === 'linked')
    await writeOfSignIn(tx, 'account_linked', account, browser, now);
  if (account.isBackToLife) await writeOfSignIn(tx, 'account_activated', account, browser, now);
  const openedBy = openerOf(arrival);
  const start = {
    ...({ accountId: account.id, signedInVia: 'jwt', openedBy } as const),
    ...(carriedBy !== undefined && { carriedBy }),
  };
  const session = await openSession(tx, start, browser, lifetime, now);
  return { account, sync, session, isProof: proof !== null };
}

/** The attempt was used before, by this browser or by one with a copy of its cookie (S5). */
export class AttemptTaken extends SignInRefused {
  constructor() {
    super('state_mismatch', 'F7', 'The attempt that “state” names has been used already.', {
      usesToken: true,
    });
  }
}

/** What opened the session: the token or, over the back channel, the answer with this `state`. */
function openerOf({ verified, settings, attempt }: Arrival): string | null {
  if (settings.tokenEndpoint !== null && attempt !== null) return answerKeyOf(attempt.state);
  return verified.useKeys[0] ?? null;
}

/** Identifies an answer of the back channel, so that the same browser can open it again (F7). */
export function answerKeyOf(state: string): string {
  return hash('sha256', `answer to attempt ${state}`, 'base64url');
}

/** Coming back proves the settings that the sign-in began under, if they are still the same (W4). */
function proofIn({ attempt, trial, settings, verified, currentKey }: Arrival): SignInProof | null {
  const proof = proofOf(settings);
  const begun = attempt ?? trial ?? null;
  if (begun === null || currentKey === null || begun.proof !== proof) return null;
  return {
    settings: attempt === null ? withoutState(proof) : proof,
    key: verified.keyFingerprint,
    currentKey,
  };
}

/** The usual sign-in changes no group and finds what is stored already: it writes nothing here. */
async function keepGroupSync(
  tx: Kysely<Schema>,
  { id, storedGroupSync }: ProvisionedAccount,
  sync: GroupSync | null,
): Promise<void> {
  const groupSync = sync === null ? null : JSON.stringify(summaryOf(sync));
  if (groupSync !== storedGroupSync) await updateGroupSync(tx, { id, groupSync });
}

interface Success {
  readonly account: ProvisionedAccount;
  readonly sync: GroupSync | null;
  readonly now: number;
}

async function writeSuccess(
  tx: Kysely<Schema>,
  { browser, verified, identity, settings, notes: earlier = [] }: Arrival,
  { account, sync, now }: Success,
): Promise<void> {
  const { claimNames, groupNames } = noteOf(verified.claims, settings);
  await writeSignIn(tx, {
    at: now,
    outcome: 'signed_in',
    code: null,
    failedCheck: null,
    detail: detailOfAdmission(identity, sync, [...earlier, omittedClaims(verified.claims)]),
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

/**
 * Writes what a sign-in did to an account to the audit log: it received its first token (I4a), or was
 * reactivated (I7).
 */
async function writeOfSignIn(
  tx: Kysely<Schema>,
  action: 'account_linked' | 'account_activated',
  { id, email }: ProvisionedAccount,
  { address }: Browser,
  now: number,
): Promise<void> {
  const actor = { kind: 'sign_in', accountId: id, email, address } as const;
  const subject = { kind: 'account', id, name: email } as const;
  await writeAudit(tx, actor, { action, subject }, now);
}
