import type { AttributeValue, TokenCheckAnswer } from '@dashboard/contract';
import { findById } from '../accounts/account-store.ts';
import { lookUpAccount } from '../accounts/look-up-account.ts';
import { presentAccount } from '../accounts/present-account.ts';
import type { Tx } from '../db/database.ts';
import { dryRun } from '../db/dry-run.ts';
import { takeLock } from '../db/lock-on-demand.ts';
import type { AccountRow } from '../db/schema.ts';
import { type GroupOfAccount, groupsOfAccount } from '../groups/group-store.ts';
import { type Admitted, type Arrival, admitIn } from '../sso/admit/admit.ts';
import { warningAbout } from '../sso/admit/describe-admission.ts';
import type { SignInDeps } from '../sso/sign-in-context.ts';

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

type Tried =
  | { readonly account: Outcome; readonly groupWarning: string | null }
  | { readonly error: unknown; readonly before: Outcome };

/**
 * Admits a person in a transaction that is always rolled back.
 *
 * @returns what would have changed, or the error that a real sign-in would have ended with
 */
export async function tryAdmission(
  deps: Pick<SignInDeps, 'database' | 'guard' | 'lifetime'>,
  person: Pick<Arrival, 'verified' | 'identity' | 'settings'>,
  now: number,
): Promise<Tried> {
  const browser = { address: '', userAgent: '', sessionToken: null };
  const arrival: Arrival = {
    ...person,
    currentKey: null,
    attempt: null,
    trial: null,
    carriedBy: 'cookie',
    browser,
    notes: [],
    now,
  };
  let before: Person | null = null;
  try {
    const { admitted, after } = await dryRun(deps.database, async (tx) => {
      const lock = await takeLock(deps.database, tx, 'accounts');
      before = await knownPerson(tx, person);
      const admitted = await admitIn(deps, tx, arrival, lock);
      const [row] = await findById(tx, { id: admitted.account.id });
      return { admitted, after: row === undefined ? null : await personOf(tx, row) };
    });
    return triedAdmission(person.identity, admitted, { before, after });
  } catch (error) {
    return { error, before: outcomeOf('refuse', before, before) };
  }
}

function triedAdmission(
  { skippedKeys }: Arrival['identity'],
  { sync }: Admitted,
  { before, after }: { readonly before: Person | null; readonly after: Person | null },
): Tried {
  const account = outcomeOf(before === null ? 'create' : 'update', before, after);
  const unknown = sync?.withoutGroup.map(({ name }) => name) ?? [];
  return {
    account: {
      ...account,
      attributes: { ...account.attributes, skipped: [...skippedKeys] },
      groups: { ...account.groups, unknown },
    },
    groupWarning: sync === null ? null : warningAbout(sync),
  };
}

async function knownPerson(
  tx: Tx,
  { identity, settings }: Pick<Arrival, 'identity' | 'settings'>,
): Promise<Person | null> {
  const { email, subject } = identity;
  const found = await lookUpAccount(tx, { email, subject, issuer: settings.issuer });
  return found === null || found === 'conflict' ? null : personOf(tx, found);
}

async function personOf(tx: Tx, row: AccountRow): Promise<Person> {
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
