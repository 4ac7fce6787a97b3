import type { VerifiedToken } from '@dashboard/login-token';
import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { SignInRefused } from './sign-in-refused.ts';
import { insertTokenUse, insertTokenUsePair } from './used-token-store.ts';

/**
 * A token works once (F8), by its text and by its `jti` too where it has one: of a hundred that arrive
 * at the same moment, on several servers, one passes.
 *
 * @throws SignInRefused `token_replayed`
 */
export async function useTokenOnce(tx: Kysely<Schema>, token: VerifiedToken): Promise<void> {
  const [first = '', second] = token.useKeys;
  const keptUntil = token.keepUseUntil;
  const taken =
    second === undefined
      ? await insertTokenUse(tx, { useKey: first, keptUntil })
      : await insertTokenUsePair(tx, { first, second, keptUntil });
  if (taken.length < token.useKeys.length)
    throw new SignInRefused('token_replayed', 'F8', 'The token has been used before.');
}

/** Uses a token up, whether or not it was used before: it can open no session after this (F7, F8). */
export async function useUp(tx: Kysely<Schema>, token: VerifiedToken): Promise<void> {
  for (const useKey of token.useKeys)
    await insertTokenUse(tx, { useKey, keptUntil: token.keepUseUntil });
}
