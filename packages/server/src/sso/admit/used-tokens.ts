import type { VerifiedToken } from '@dashboard/login-token';
import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';

/**
 * A token works once (F8), by its text and by its `jti` too if it has one: of a hundred that arrive at
 * the same moment, on several servers, one passes.
 *
 * @throws SignInRefused `token_replayed`
 */
export async function useTokenOnce(tx: Tx, token: VerifiedToken): Promise<void> {
  const [first = '', second] = token.useKeys;
  const keptUntil = token.keepUseUntil;
  const inserted =
    second === undefined
      ? await insertTokenUse(tx, { useKey: first, keptUntil })
      : await insertTokenUsePair(tx, { first, second, keptUntil });
  if (inserted.length < token.useKeys.length)
    throw new SignInRefused('token_replayed', 'F8', 'The token has been used before.');
}

/** Uses a token up, whether or not it was used before: it can open no session after this (F7, F8). */
export async function useUp(tx: Tx, token: VerifiedToken): Promise<void> {
  for (const useKey of token.useKeys)
    await insertTokenUse(tx, { useKey, keptUntil: token.keepUseUntil });
}

/** Returns no row if the use is recorded already. */
const insertTokenUse = prepared<{ useKey: string; keptUntil: number }, { use_key: string }>(
  (db, p) =>
    db
      .insertInto('used_tokens')
      .values({ use_key: p('useKey'), kept_until: p('keptUntil') })
      .onConflict((c) => c.column('use_key').doNothing())
      .returning('use_key'),
);

/** For a token with a `jti`: both in one statement. Returns a row for each that was not recorded yet. */
const insertTokenUsePair = prepared<
  { first: string; second: string; keptUntil: number },
  { use_key: string }
>((db, p) =>
  db
    .insertInto('used_tokens')
    .values([
      { use_key: p('first'), kept_until: p('keptUntil') },
      { use_key: p('second'), kept_until: p('keptUntil') },
    ])
    .onConflict((c) => c.column('use_key').doNothing())
    .returning('use_key'),
);

/** Deletes the uses of tokens that have expired. */
export async function deleteExpiredUses(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('used_tokens').where('kept_until', '<', now).execute();
}
