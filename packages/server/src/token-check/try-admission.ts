import type { AttributeValue, TokenCheckAnswer } from '@dashboard/contract';
import type { Kysely } from 'kysely';
import { findById } from '../accounts/account-store.ts';
import { presentAccount } from '../accounts/present-account.ts';
import type { AccountRow, Schema } from '../db/schema.ts';
import { type GroupOfAccount, groupsOfAccount } from '../groups/group-store.ts';
import { type AdmitDeps, type Arrival, admitIn } from '../sso/admit.ts';
import { warningAbout } from '../sso/describe-admission.ts';
import { lookUpAccount } from '../sso/provision-account.ts';
import type { GroupSync } from '../sso/sync-groups.ts';

type Outcome = TokenCheckAnswer['account'];
type Attributes = Readonly<Record<string, AttributeValue>>;

/** No known account, and no change. */
export const noChange: Outcome = {
  action: 'refuse',
  before: null,
  after: null,
  attributes: { added: {}, changed: {}, removed: {}, skipped: [] },
  groups: { added: [], removed: [], kept: [], unknown: [] },
};

interface Person {
  readonly row: AccountRow;
  readonly groups: readonly GroupOfAccount[];
}

/** Thrown to roll the transaction back. */
const undo = Symbol('rolls the dry run back');

type Tried =
  | { readonly account: Outcome; readonly groupWarning: string | null }
  | { readonly error: unknown; readonly before: Outcome };

/**
 * Signs a person in within a transaction that is always rolled back.
 *
 * @returns what would have changed, or the error that a real sign-in would have ended with
 */
export async function tryAdmission(
  deps: AdmitDeps,
  arrival: Pick<Arrival, 'verified' | 'identity' | 'settings'>,
  now: number,
): Promise<Tried> {
  let before: Person | null = null;
  let after: Person | null = null;
  let sync: GroupSync | null = null;
  const { identity, settings } = arrival;
  const browser = { address: '', userAgent: '', sessionToken: null };
  try {
    await deps.database.transaction(async (tx) => {
      await deps.database.lock(tx, 'accounts');
      const found = await lookUpAccount(tx, identity, settings);
      before = found === null || found === 'conflict' ? null : await personOf(tx, found);
      const sought = { ...arrival, attempt: null, currentKey: null, browser };
      const admitted = await admitIn(deps, tx, sought, true, now);
      sync = admitted.sync;
      const [row] = await findById(tx, { id: admitted.account.id });
      after = row === undefined ? null : await personOf(tx, row);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) return { error, before: outcomeOf('refuse', before, before) };
  }
  const account = outcomeOf(before === null ? 'create' : 'update', before, after);
  const attributes = { ...account.attributes, skipped: [...identity.skippedKeys] };
  const unknown = (sync as GroupSync | null)?.withoutGroup.map(({ name }) => name) ?? [];
  return {
    account: { ...account, attributes, groups: { ...account.groups, unknown } },
    groupWarning: sync === null ? null : warningAbout(sync),
  };
}

async function personOf(tx: Kysely<Schema>, row: AccountRow): Promise<Person> {
  return { row, groups: await groupsOfAccount(tx, { accountId: row.id }) };
}

function outcomeOf(
  action: Outcome['action'],
  before: Person | null,
  after: Person | null,
): Outcome {
  const [old, next] = [presented(before), presented(after)];
  return {
    action,
    before: old.person,
    after: action === 'refuse' ? null : next.person,
    attributes: attributeChanges(old.attributes, next.attributes),
    groups: groupChanges(before?.groups ?? [], after?.groups ?? []),
  };
}

function presented(person: Person | null) {
  if (person === null) return { person: null, attributes: {} };
  const account = presentAccount(person.row, person.groups);
  const { email, firstName, lastName, active, isAdministrator, source, attributes } = account;
  return { person: { email, firstName, lastName, active, isAdministrator, source }, attributes };
}

function attributeChanges(before: Attributes, after: Attributes): Outcome['attributes'] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const added = keys.filter((key) => !Object.hasOwn(before, key));
  const removed = keys.filter((key) => !Object.hasOwn(after, key));
  const changed = keys.filter(
    (key) =>
      Object.hasOwn(before, key) &&
      Object.hasOwn(after, key) &&
      JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return {
    added: pick(added, (key) => after[key]),
    removed: pick(removed, (key) => before[key]),
    changed: pick(changed, (key) => ({ before: before[key], after: after[key] })),
    skipped: [],
  } as Outcome['attributes'];
}

function pick<T>(keys: readonly string[], value: (key: string) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [key, value(key)]));
}

function groupChanges(
  before: readonly GroupOfAccount[],
  after: readonly GroupOfAccount[],
): Outcome['groups'] {
  const names = (groups: readonly GroupOfAccount[]) => groups.map(({ id, name }) => ({ id, name }));
  const isIn = (groups: readonly GroupOfAccount[]) => (group: GroupOfAccount) =>
    groups.some(({ id }) => id === group.id);
  return {
    added: names(after.filter((group) => !isIn(before)(group))),
    removed: names(before.filter((group) => !isIn(after)(group))),
    kept: names(after.filter(isIn(before))),
    unknown: [],
  };
}
