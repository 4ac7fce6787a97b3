import type { RefusalReason, SignInErrorCode } from '@dashboard/contract';
import { TokenRefused, type VerifiedToken } from '@dashboard/login-token';
import type { RefusalLog } from '../audit/refusal-log.ts';
import { type SignInLogRow, writeSignIn } from '../audit/sign-in-log-store.ts';
import type { Database } from '../db/database.ts';
import { networkOf } from '../network.ts';
import type { Browser } from '../sessions/open-session.ts';
import type { SignInTrail } from './finish-sign-in.ts';
import { noteOf, shortenNames } from './sign-in-note.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { useUp } from './use-token-once.ts';

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
 * Writes a refusal to the sign-in log, and uses its token up where the protocol says so (F8). A refusal
 * without a valid signature is written after the response: anyone can send as many as they like. One
 * with a valid signature is written before it. Both only while there is room (section 11), because the
 * same token can be sent again and again.
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
  const hasRoom = refusals.hasRoom(row, network, verified.useKeys[0]);
  if (!hasRoom && !usesToken) return;
  await database.transaction(async (tx) => {
    if (hasRoom) await writeSignIn(tx, row);
    if (usesToken) await useUp(tx, verified);
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
  const claims = note === null ? null : shortenNames('claim', note.claimNames);
  const groups = note?.groupNames ? shortenNames('group', note.groupNames) : null;
  const sentences = [detail, ...notes, claims?.omitted, groups?.omitted];
  return {
    at: now,
    outcome: 'refused',
    code,
    failedCheck: check,
    detail: sentences.filter((sentence) => typeof sentence === 'string').join(' '),
    reference,
    email: note?.email ?? null,
    accountId: null,
    address,
    userAgent,
    flow: settings?.flow ?? 'authorization_code',
    claimNames: claims?.names ?? null,
    groupNames: groups?.names ?? null,
  };
}
