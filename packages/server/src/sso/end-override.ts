import type { Kysely } from 'kysely';
import { writeAudit } from '../audit/audit-store.ts';
import type { Schema } from '../db/schema.ts';
import { groupsOfAccount } from '../groups/group-store.ts';
import { readPasswordLogin, writePasswordLogin } from '../passwords/password-login-store.ts';

/**
 * Where the environment has password login off and somebody at the shell has switched it on again, that
 * lasts until an administrator comes in through JWT (W5): this ends it.
 */
export async function endOverride(
  tx: Kysely<Schema>,
  accountId: number,
  now: number,
): Promise<void> {
  if (!(await readPasswordLogin(tx, false)).overridesEnvironment) return;
  const groups = await groupsOfAccount(tx, { accountId });
  if (!groups.some((group) => group.built_in === 'administrators')) return;
  await writePasswordLogin(tx, { enabled: false, overridesEnvironment: false }, now);
  const actor = { kind: 'sign_in', accountId, email: null, address: null } as const;
  const subject = { kind: 'settings', id: null, name: 'password_login' } as const;
  const change = { before: { enabled: true }, after: { enabled: false } };
  await writeAudit(tx, actor, { action: 'password_login_changed', subject, ...change }, now);
}
