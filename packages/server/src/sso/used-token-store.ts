import type { Kysely } from 'kysely';
import { prepared } from '../db/prepared.ts';
import type { Schema } from '../db/schema.ts';

/** Empty where the use was taken before. */
export const insertTokenUse = prepared<{ useKey: string; keptUntil: number }, { use_key: string }>(
  (db, p) =>
    db
      .insertInto('used_tokens')
      .values({ use_key: p('useKey'), kept_until: p('keptUntil') })
      .onConflict((c) => c.column('use_key').doNothing())
      .returning('use_key'),
);

/** Of a token with a `jti`: both in one statement. Only what wasn't taken before comes back. */
export const insertTokenUsePair = prepared<
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

export async function deleteForgottenUses(tx: Kysely<Schema>, now: number): Promise<void> {
  await tx.deleteFrom('used_tokens').where('kept_until', '<', now).execute();
}
