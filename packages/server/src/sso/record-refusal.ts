import type { RefusalReason, SignInErrorCode } from '@dashboard/contract';
import { TokenRefused, type VerifiedToken } from '@dashboard/login-token';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { type SignInLogRow, writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import { networkOf } from '../network.ts';
import type { Browser } from '../sessions/open-session.ts';
import type { SignInTrail } from './finish-sign-in.ts';
import { noteOf } from './sign-in-note.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { insertTokenUse } from './used-token-store.ts';

/** A refusal in one shape, be it of the token or of what came after. */
export interface Refusal {
  readonly code: SignInErrorCode;
  readonly check: string;
  readonly detail: string;
  readonly verified: VerifiedToken | null;
  readonly usesToken: boolean;
  readonly retryAfterSeconds: number | null;
  readonly reason: RefusalReason | null;
}

/** @returns null where the error is none of a sign-in: something broke */
export function asRefusal(error: unknown, trail: SignInTrail): Refusal | null {
  if (error instanceof TokenRefused) {
    const { code, check, detail, verified } = error;
    const rest = { usesToken: false, retryAfterSeconds: null, reason: null };
    return { code, check, detail, verified, ...rest };
  }
  if (!(error instanceof SignInRefused)) return null;
  const { code, check, detail, usesToken, retryAfterSeconds, reason } = error;
  const { verified } = trail;
  return { code, check, detail, verified, usesToken, retryAfterSeconds, reason };
}

/**
 * Writes a refusal to the sign-in log, and nothing else but that its token is used up where the
 * protocol says so (F8). Before a good signature anybody can send as many as they like: those are
 * written behind the answer. After one they are written before it; in either case as long as there is
 * room, since the same token may be sent again and again.
 */
export async function recordRefusal(
  { database, refusals }: { readonly database: Database; readonly refusals: RefusalLog },
  refusal: Refusal,
  trail: SignInTrail,
  browser: Browser,
  { reference, now }: { readonly reference: string; readonly now: number },
): Promise<void> {
  const { verified, usesToken } = refusal;
  const row = rowOf(refusal, trail, browser, reference, now);
  const network = networkOf(browser.address);
  if (verified === null) return refusals.write(row, network);
  const hasRoom = refusals.hasRoom(row, network);
  if (!hasRoom && !usesToken) return;
  await database.transaction(async (tx) => {
    if (hasRoom) await writeSignIn(tx, row);
    if (!usesToken) return;
    for (const useKey of verified.useKeys)
      await insertTokenUse(tx, { useKey, keptUntil: verified.keepUseUntil });
  });
}

function rowOf(
  { code, check, detail, verified }: Refusal,
  { settings, notes }: SignInTrail,
  { address, userAgent }: Browser,
  reference: string,
  now: number,
): SignInLogRow {
  const note = verified === null || settings === null ? null : noteOf(verified.claims, settings);
  return {
    at: now,
    outcome: 'refused',
    code,
    failedCheck: check,
    detail: [detail, ...notes].join(' '),
    reference,
    email: note?.email ?? null,
    accountId: null,
    address,
    userAgent,
    flow: settings?.flow ?? 'authorization_code',
    claimNames: note?.claimNames ?? null,
    groupNames: note?.groupNames ?? null,
  };
}
