import type { AuditAction, AuditEntry, AuditQuery } from '@dashboard/contract';
import type { Kysely } from 'kysely';
import { containsText } from '../db/contains-text.ts';
import type { Tx } from '../db/database.ts';
import type { AuditTable, Schema } from '../db/schema.ts';
import { newReference } from '../reference.ts';
import { inPeriod } from './log-period-store.ts';

/** Who changes something, and from where; the shell has no account and no address. */
export interface Actor {
  readonly kind: AuditTable['actor_kind'];
  readonly accountId: number | null;
  readonly email: string | null;
  readonly address: string | null;
}

export const shell: Actor = { kind: 'shell', accountId: null, email: null, address: null };

export interface Change {
  readonly action: AuditAction;
  readonly subject: {
    readonly kind: 'account' | 'group' | 'settings';
    readonly id: number | null;
    readonly name: string | null;
  };
  /** The change, before and after; contains no secret. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Records a change, in the transaction that makes it. */
export async function writeAudit(
  tx: Tx,
  actor: Actor,
  { action, subject, before = null, after = null }: Change,
  now: number,
): Promise<void> {
  await tx
    .insertInto('audit')
    .values({
      at: now,
      actor_kind: actor.kind,
      actor_id: actor.accountId,
      actor_email: actor.email,
      address: actor.address,
      action,
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_name: subject.name,
      before: before === null ? null : JSON.stringify(before),
      after: after === null ? null : JSON.stringify(after),
      reference: newReference(),
    })
    .execute();
}

/** The audit log, newest first. */
export async function listAudit(
  db: Kysely<Schema>,
  { action, actor, subject, from, to, before, limit = 50 }: AuditQuery,
): Promise<AuditEntry[]> {
  let query = db
    .selectFrom('audit')
    .selectAll()
    .where(await inPeriod(db, 'audit', { from, to }))
    .orderBy('id', 'desc')
    .limit(limit);
  if (action !== undefined) query = query.where('action', '=', action);
  if (actor !== undefined) query = query.where('actor_email', '=', actor.toLowerCase());
  if (subject !== undefined) query = query.where(containsText(db, 'subject_name', subject));
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map((row) => ({
    id: row.id,
    at: new Date(row.at).toISOString(),
    actor: { kind: row.actor_kind, accountId: row.actor_id, email: row.actor_email },
    address: row.address,
    action: row.action as AuditAction,
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
    reference: row.reference,
  }));
}

/** Only the members that differ, before and after. */
export function differences<T extends object>(
  before: T,
  after: T,
): { readonly before: Partial<T>; readonly after: Partial<T> } {
  const changed = (Object.keys(after) as (keyof T)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (from: T) =>
    Object.fromEntries(changed.map((name) => [name, from[name]])) as Partial<T>;
  return { before: pick(before), after: pick(after) };
}
