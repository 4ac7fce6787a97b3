import { hash, randomBytes } from 'node:crypto';
import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { proofOf } from '../../jwt-settings/sign-in-proof.ts';
import { isSameText } from '../../secrets/is-same-text.ts';

/** What a browser remembers between leaving for the authentication app and coming back (S5). */
export interface SignInAttempt {
  readonly state: string;
  readonly returnPath: string;
  readonly startedAt: number;
  /** The `code_verifier` of the flow with PKCE, or null (S3). */
  readonly verifier: string | null;
  /** What the ID token must repeat, where codes are exchanged at a token endpoint (S4). */
  readonly nonce: string | null;
  /** The settings it was started under, as `proofOf` has them: coming back proves those (W4). */
  readonly proof: string;
  /** The session of the administrator who tries the settings with it (W4). */
  readonly trialOf?: number;
}

/** How long an attempt can be used (S5), in milliseconds. */
export const attemptLifetime = 60 * 60_000;

/** @returns a new attempt with a `state` of 32 random bytes, base64url (RFC 6749 §10.12) */
export function newAttempt(returnPath: string, settings: JwtSettings, now: number): SignInAttempt {
  return {
    state: randomBytes(32).toString('base64url'),
    returnPath,
    startedAt: now,
    verifier: settings.flow === 'authorization_code_pkce' ? newCodeVerifier() : null,
    nonce: settings.tokenEndpoint === null ? null : randomBytes(32).toString('base64url'),
    proof: proofOf(settings),
  };
}

/** @returns a new `code_verifier`: 32 random bytes, base64url, 43 characters (RFC 7636 §4.1) */
export function newCodeVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns the `code_challenge` of a verifier by S256, the only supported method (RFC 7636 §4.2, K4) */
export function codeChallengeOf(verifier: string): string {
  return hash('sha256', verifier, 'base64url');
}

/** Whether a challenge belongs to this verifier, compared in constant time (K2). */
export function isChallengeOf(challenge: string, verifier: string): boolean {
  return isSameText(challenge, codeChallengeOf(verifier));
}

/** An attempt can be used once for each step: its code is exchanged (C1), or it opens a session (S5). */
type Step = 'exchange' | 'admission';

/**
 * Records that an attempt is used, for all servers, whatever cookies a browser keeps or copies.
 *
 * @returns whether it had not been used for this step before
 */
export async function useAttemptOnce(
  tx: Tx,
  step: Step,
  { state, startedAt }: SignInAttempt,
): Promise<boolean> {
  const stateHash = hash('sha256', `${step} of attempt ${state}`, 'base64url');
  const inserted = await insertUsedAttempt(tx, { stateHash, keptUntil: startedAt + keptFor });
  return inserted.length > 0;
}

/** As long as an attempt can be used, and as long again for one that is confirmed later (F7). */
const keptFor = 2 * attemptLifetime;

/** Returns no row if the attempt was used before, on this server or another. */
const insertUsedAttempt = prepared<
  { stateHash: string; keptUntil: number },
  { state_hash: string }
>((db, p) =>
  db
    .insertInto('taken_attempts')
    .values({ state_hash: p('stateHash'), kept_until: p('keptUntil') })
    .onConflict((c) => c.column('state_hash').doNothing())
    .returning('state_hash'),
);

/** Deletes the records of attempts that have expired. */
export async function deleteExpiredAttempts(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('taken_attempts').where('kept_until', '<=', now).execute();
}
