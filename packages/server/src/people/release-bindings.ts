import { clearAllBindings, clearBinding } from '../accounts/account-store.ts';
import { type Actor, writeAudit } from '../audit/audit-store.ts';
import type { Database, Tx } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';

/**
 * Releases an account from the `sub` it is bound to, in the caller's transaction: the next sign-in
 * with its email binds it again (I4). An account that is not bound does not change.
 */
export async function releaseBinding(
  tx: Tx,
  { id, email, issuer, subject }: AccountRow,
  by: Actor,
  now: number,
): Promise<void> {
  if (subject === null) return;
  await clearBinding(tx, { id });
  const change = { action: 'binding_released', before: { issuer, subject } } as const;
  await writeAudit(tx, by, { ...change, subject: { kind: 'account', id, name: email } }, now);
}

/**
 * The same for every account, for a site that moves to another identity provider.
 *
 * @returns how many accounts were bound
 */
export async function releaseAllBindings(
  database: Database,
  by: Actor,
  now: number,
): Promise<number> {
  return database.transaction(async (tx) => {
    await database.lock(tx, 'accounts');
    const released = await clearAllBindings(tx);
    const subject = { kind: 'settings', id: null, name: 'jwt' } as const;
    await writeAudit(
      tx,
      by,
      { action: 'all_bindings_released', subject, after: { released } },
      now,
    );
    return released;
  });
}
