import { updateGroupSync } from '../../accounts/account-store.ts';
import { writeAudit } from '../../audit/audit-store.ts';
import { writeSignIn } from '../../audit/sign-in-log-store.ts';
import type { Tx } from '../../db/database.ts';
import { type LockOnDemand, transactionWithLockOnDemand } from '../../db/lock-on-demand.ts';
import { proofOf, withoutState } from '../../jwt-settings/sign-in-proof.ts';
import { newReference } from '../../reference.ts';
import { type Browser, type OpenedSession, openSession } from '../../sessions/open-session.ts';
import { answerKeyOf } from '../receive/from-code.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { SignInContext, SignInDeps } from '../sign-in-context.ts';
import { useAttemptOnce } from '../start/sign-in-attempt.ts';
import { claimsForLog } from '../verify/identity.ts';
import type { Visitor } from '../verify/verify.ts';
import { detailOfAdmission, omittedClaims, summaryOf } from './describe-admission.ts';
import {
  type ProvisionedAccount,
  provisionAccount,
  type SignInProof,
} from './provision-account.ts';
import { type GroupSync, syncGroups } from './sync-groups.ts';
import { useTokenOnce } from './used-tokens.ts';

/** A person who passed every check, as the transaction needs them. */
export interface Arrival
  extends Pick<Visitor, 'verified' | 'identity' | 'settings' | 'currentKey' | 'attempt'> {
  readonly trial: Visitor['trial'];
  readonly carriedBy: Visitor['carriedBy'];
  readonly browser: Browser;
  /** Sentences for the sign-in log about the checks. */
  readonly notes: readonly string[];
  /** In milliseconds. */
  readonly now: number;
}

export interface Admitted {
  readonly account: ProvisionedAccount;
  /** Null if the groups were not synchronized. */
  readonly sync: GroupSync | null;
  readonly session: OpenedSession;
  /** Whether it proves that this person can sign in with the current settings (W4). */
  readonly isProof: boolean;
}

/**
 * Writes everything about a sign-in in one transaction (F11): uses up the token, creates or updates the
 * account, syncs groups, writes the log and opens a session. Then does what no sign-in waits for.
 *
 * @throws SignInRefused; nothing is written then. AttemptUsed if another request used the attempt first
 */
export async function admit(context: SignInContext, visitor: Visitor): Promise<OpenedSession> {
  const { deps, notes } = context;
  const { receivedAt: now, looping, verified } = visitor;
  const arrival = { ...visitor, browser: browserOf(context, visitor), notes, now };
  const { account, session, isProof } = await transactionWithLockOnDemand(
    deps.database,
    'accounts',
    (tx, lock) => admitIn(deps, tx, arrival, lock),
  );
  const { keyFingerprint } = verified;
  await deps.afterSignIn({ accountId: account.id, keyFingerprint, isProof }, now);
  if (looping !== null) deps.redirectLoops.countTurn(looping, now, deps.now());
  return session;
}

/** Cookies that a program happens to send have no part in its sign-in: their sessions don't end (X4). */
function browserOf({ browser }: SignInContext, { carriedBy }: Visitor): Browser {
  const { address, userAgent } = browser;
  return carriedBy === 'bearer' ? { address, userAgent, sessionToken: null } : browser;
}

/**
 * The steps of the transaction: F8, S5, I4–I7, G2–G5, the log row, F12.
 *
 * @throws SignInRefused
 */
export async function admitIn(
  { guard, lifetime }: Pick<SignInDeps, 'guard' | 'lifetime'>,
  tx: Tx,
  arrival: Arrival,
  lock: LockOnDemand,
): Promise<Admitted> {
  const { verified, identity, settings, browser, carriedBy, attempt, now } = arrival;
  await useTokenOnce(tx, verified);
  if (attempt !== null && !(await useAttemptOnce(tx, 'admission', attempt)))
    throw new AttemptUsed();
  const proof = proofIn(arrival);
  const account = await provisionAccount(tx, { identity, settings, proof, now }, lock);
  const person = { id: account.id, groupNames: identity.groupNames };
  const sync = await syncGroups(tx, person, settings, () => {
    lock.require();
    return guard.mustStay(tx, account.id, now);
  });
  await keepGroupSync(tx, account, sync);
  await writeSuccess(tx, arrival, account, sync);
  if (account.outcome === 'linked') await writeOfSignIn(tx, 'account_linked', account, arrival);
  if (account.isReactivated) await writeOfSignIn(tx, 'account_activated', account, arrival);
  const start = {
    accountId: account.id,
    signedInVia: 'jwt',
    openedBy: openerOf(arrival),
    carriedBy,
  } as const;
  const session = await openSession(tx, start, browser, lifetime, now);
  return { account, sync, session, isProof: proof !== null };
}

/** The attempt was used before, by this browser or by one with a copy of its cookie (S5). */
export class AttemptUsed extends SignInRefused {
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
  tx: Tx,
  { id, storedGroupSync }: ProvisionedAccount,
  sync: GroupSync | null,
): Promise<void> {
  const groupSync = sync === null ? null : JSON.stringify(summaryOf(sync));
  if (groupSync !== storedGroupSync) await updateGroupSync(tx, { id, groupSync });
}

async function writeSuccess(
  tx: Tx,
  { browser, verified, identity, settings, notes, now }: Arrival,
  account: ProvisionedAccount,
  sync: GroupSync | null,
): Promise<void> {
  const { claimNames, groupNames } = claimsForLog(verified.claims, settings);
  await writeSignIn(tx, {
    at: now,
    outcome: 'signed_in',
    code: null,
    failedCheck: null,
    detail: detailOfAdmission(identity, sync, [...notes, omittedClaims(verified.claims)]),
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
  tx: Tx,
  action: 'account_linked' | 'account_activated',
  { id, email }: ProvisionedAccount,
  { browser: { address }, now }: Arrival,
): Promise<void> {
  const actor = { kind: 'sign_in', accountId: id, email, address } as const;
  const subject = { kind: 'account', id, name: email } as const;
  await writeAudit(tx, actor, { action, subject }, now);
}
