import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { insertTakenAttempt } from './parked-store.ts';
import { attemptLifetime, type SignInAttempt } from './sign-in-attempt.ts';

/** What an attempt is good for once: its code goes to the token endpoint (C1), somebody comes in by it (S5). */
type Step = 'exchange' | 'admission';

/**
 * Takes an attempt for all servers, whatever cookies a browser keeps or copies.
 *
 * @returns whether it hadn't been taken for this before
 */
export async function takeAttemptOnce(
  tx: Kysely<Schema>,
  step: Step,
  { state, startedAt }: SignInAttempt,
): Promise<boolean> {
  const stateHash = hash('sha256', `${step} of attempt ${state}`, 'base64url');
  const taken = await insertTakenAttempt(tx, { stateHash, keptUntil: startedAt + keptFor });
  return taken.length > 0;
}

/** As long as it could be good, and as long as one that waits for a click may wait after that (F7). */
const keptFor = 2 * attemptLifetime;
