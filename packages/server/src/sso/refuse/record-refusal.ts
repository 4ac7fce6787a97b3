import type { RefusalReason, SignInErrorCode } from '@dashboard/contract';
import { TokenRefused, type VerifiedToken } from '@dashboard/login-token';
import { type SignInLogRow, writeSignIn } from '../../audit/sign-in-log-store.ts';
import { networkOf } from '../../network.ts';
import { useUp } from '../admit/used-tokens.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { claimsForLog } from '../verify/identity.ts';
import { SignInRefused } from './sign-in-refused.ts';

/** A refusal in one shape, of the token or of what came after. */
export interface Refusal {
  readonly code: SignInErrorCode;
  readonly check: string;
  readonly detail: string;
  readonly verified: VerifiedToken | null;
  readonly usesToken: boolean;
  readonly retryAfterSeconds: number | null;
  readonly reason: RefusalReason | null;
}

/**
 * @param known the token, if it was verified before the refusal
 * @returns null if the error is not a sign-in refusal: something failed
 */
export function asRefusal(error: unknown, known: VerifiedToken | null): Refusal | null {
  if (error instanceof TokenRefused) {
    const { code, check, detail, verified } = error;
    const rest = { usesToken: false, retryAfterSeconds: null, reason: null };
    return { code, check, detail, verified, ...rest };
  }
  if (!(error instanceof SignInRefused)) return null;
  const { code, check, detail, usesToken, retryAfterSeconds, reason } = error;
  return { code, check, detail, verified: known, usesToken, retryAfterSeconds, reason };
}

/**
 * Writes a refusal to the sign-in log, and uses its token up where the protocol says so (F8). A refusal
 * without a valid signature is written after the response: anyone can send as many as they like. One
 * with a valid signature is written before it. Both only while there is room (section 11), because the
 * same token can be sent again and again.
 */
export async function recordRefusal(
  context: SignInContext,
  refusal: Refusal,
  reference: string,
  now: number,
): Promise<void> {
  const { database, refusals } = context.deps;
  const { verified, usesToken } = refusal;
  const row = { ...rowOf(context, refusal), reference, at: now };
  const network = networkOf(context.browser.address);
  if (verified === null) return refusals.write(row, network);
  const hasRoom = refusals.hasRoom(row, network, verified.useKeys[0]);
  if (!hasRoom && !usesToken) return;
  await database.transaction(async (tx) => {
    if (hasRoom) await writeSignIn(tx, row);
    if (usesToken) await useUp(tx, verified);
  });
}

function rowOf(
  { current, notes, browser }: SignInContext,
  { code, check, detail, verified }: Refusal,
): Omit<SignInLogRow, 'reference' | 'at'> {
  const settings = current?.settings ?? null;
  const logged =
    verified === null || settings === null ? null : claimsForLog(verified.claims, settings);
  const claims = logged === null ? null : shortenNames('claim', logged.claimNames);
  const groups = logged?.groupNames ? shortenNames('group', logged.groupNames) : null;
  const sentences = [detail, ...notes, claims?.omitted, groups?.omitted];
  return {
    outcome: 'refused',
    code,
    failedCheck: check,
    detail: sentences.filter((sentence) => typeof sentence === 'string').join(' '),
    email: logged?.email ?? null,
    accountId: null,
    address: browser.address,
    userAgent: browser.userAgent,
    flow: settings?.flow ?? 'authorization_code',
    claimNames: claims?.names ?? null,
    groupNames: groups?.names ?? null,
  };
}

const maxNames = 50;
/** Of the names of one kind together, as UTF-16 code units. */
const maxCharacters = 2_000;

/** The first names of a list, as many as a refusal's row may hold. */
interface ShortenedNames {
  readonly names: readonly string[];
  /** A sentence about the names that were left out, or null. */
  readonly omitted: string | null;
}

/** Shortens a list for a refusal's row: the same token can be sent again and again. */
function shortenNames(kind: 'claim' | 'group', all: readonly string[]): ShortenedNames {
  const names: string[] = [];
  let room = maxCharacters;
  for (const name of all) {
    room -= name.length;
    if (names.length === maxNames || room < 0) break;
    names.push(name);
  }
  const isWhole = names.length === all.length;
  const omitted = `This row has ${names.length} of ${all.length} ${kind} names.`;
  return { names, omitted: isWhole ? null : omitted };
}
