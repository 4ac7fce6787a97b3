import { describe, expect, test, vi } from 'vitest';
import { insertAccount } from '../../accounts/account-store.ts';
import type { Database } from '../../db/database.ts';
import { takeLock } from '../../db/lock-on-demand.ts';
import type { AccountRow } from '../../db/schema.ts';
import { addMember, administratorsGroupId } from '../../groups/group-store.ts';
import { defaultJwtSettings, type JwtSettings } from '../../jwt-settings/jwt-settings.ts';
import { databaseKinds, openTestDatabase } from '../../testing/test-database.ts';
import { SignInRefused } from '../refuse/sign-in-refused.ts';
import type { Identity } from '../verify/identity.ts';
import { provisionAccount } from './provision-account.ts';

// One test tries hundreds of combinations, each with an account of its own.
vi.setConfig({ testTimeout: 120_000 });

/** What is known about a token before it arrives, and how the site is set. */
interface Case {
  readonly who:
    | 'a stranger'
    | 'a stranger with a sub'
    | 'an email bound to another sub'
    | 'a bound email, without a sub'
    | 'an unbound email'
    | 'an unbound email, with a sub'
    | 'a known sub'
    | 'a known sub with a new email'
    | 'a known sub with another’s email';
  readonly source: 'password' | 'password, linked before' | 'jwt';
  readonly active: boolean;
  readonly administrator: boolean;
  readonly provisioning: boolean;
  readonly linking: JwtSettings['linkExisting'];
  readonly limitReached: boolean;
  readonly reactivate: boolean;
}

const yesNo = [true, false];
const strangers = ['a stranger', 'a stranger with a sub'] as const;
const conflicts = ['an email bound to another sub', 'a bound email, without a sub'] as const;
const known = [
  'an unbound email',
  'an unbound email, with a sub',
  'a known sub',
  'a known sub with a new email',
  'a known sub with another’s email',
] as const;

/** Every row: only what can't matter is left out (a stranger has no source). */
function* cases(): Generator<Case> {
  const linkings = ['everyone', 'not_administrators', 'nobody'] as const;
  const sources = ['password', 'password, linked before', 'jwt'] as const;
  for (const provisioning of yesNo)
    for (const limitReached of yesNo) {
      const site = { provisioning, limitReached, linking: 'everyone', reactivate: false } as const;
      const person = { source: 'jwt', active: true, administrator: false } as const;
      for (const who of [...strangers, ...conflicts]) yield { who, ...person, ...site };
      for (const who of known)
        for (const source of sources)
          for (const active of yesNo)
            for (const administrator of yesNo)
              for (const linking of linkings)
                for (const reactivate of yesNo) {
                  const row = { who, source, active, administrator, linking, reactivate };
                  yield { ...row, provisioning, limitReached };
                }
    }
}

/** The rules I4, I4a, I5 and I7, read straight from the protocol page. */
function expected(row: Case): string {
  const isOf = (group: readonly string[]) => group.includes(row.who);
  if (isOf(conflicts)) return 'identity_conflict';
  if (isOf(strangers)) {
    if (!row.provisioning) return 'account_not_found';
    return row.limitReached ? 'account_limit' : 'created';
  }
  if (row.who === 'a known sub with another’s email') return 'email_taken';
  const isFirst = row.source === 'password';
  const isKeptApart = row.linking === 'nobody' || (row.linking !== 'everyone' && row.administrator);
  if (isFirst && isKeptApart) return 'account_not_linked';
  if (!row.active && !row.reactivate) return 'account_deactivated';
  if (!row.active && row.limitReached) return 'account_limit';
  return isFirst ? 'linked' : 'updated';
}

const undo = new Error('nothing of a case stays');

async function outcomeOf(database: Database, row: Case): Promise<string> {
  let outcome = '';
  const attempt = database.transaction(async (tx) => {
    const make = async (email: string, subject: string | null, active = true) => {
      const account = await insertAccount(tx, {
        email,
        subject,
        issuer: subject === null ? null : '',
        source: row.source === 'jwt' ? 'jwt' : 'password',
        attributesSyncedAt: row.source === 'password' ? null : 1,
        now: 1,
      });
      if (!active)
        await tx.updateTable('accounts').set({ active: 0 }).where('email', '=', email).execute();
      return account as AccountRow;
    };
    const email = 'person@example.com';
    const isKnown = (known as readonly string[]).includes(row.who);
    const isBySub = row.who.startsWith('a known sub');
    if ((conflicts as readonly string[]).includes(row.who)) await make(email, 'another sub');
    if (isKnown) {
      const old = row.who === 'a known sub' || !isBySub ? email : 'old@example.com';
      const account = await make(old, isBySub ? 'the sub' : null, row.active);
      const groupId = await administratorsGroupId(tx);
      if (row.administrator)
        await addMember(tx, { groupId, accountId: account.id, origin: 'hand' });
      if (row.who === 'a known sub with another’s email') await make(email, null);
    }
    await make('other@example.com', null);
    const { length } = await tx
      .selectFrom('accounts')
      .where('active', '=', 1)
      .selectAll()
      .execute();
    const isWithoutSub = ['a stranger', 'a bound email, without a sub', 'an unbound email'];
    const identity: Identity = {
      ...{ email, firstName: null, lastName: null, attributes: {}, skippedKeys: [], exactKeys: [] },
      ...{ subject: isWithoutSub.includes(row.who) ? null : 'the sub', groupNames: null },
    };
    const settings: JwtSettings = {
      ...defaultJwtSettings,
      userProvisioning: row.provisioning,
      linkExisting: row.linking,
      reactivateOnSignIn: row.reactivate,
      accountLimit: row.limitReached ? length : length + 1,
    };
    try {
      const lock = await takeLock(database, tx, 'accounts');
      const person = { identity, settings, proof: null, now: 2 };
      const account = await provisionAccount(tx, person, lock);
      outcome = account.outcome;
      const after = await tx
        .selectFrom('accounts')
        .where('id', '=', account.id)
        .selectAll()
        .executeTakeFirst();
      if (after?.email !== email || after.active !== 1) outcome += ', but not brought up to date';
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      outcome = error.code;
    }
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
  return outcome;
}

describe.each(databaseKinds)(
  'I4, I4a, I5 and I7 decide about every kind of arrival, on %s',
  (kind) => {
    test('each row of the truth table ends as the protocol says', async () => {
      const database = await openTestDatabase(kind);
      const wrong: string[] = [];
      let count = 0;
      for (const row of cases()) {
        count += 1;
        const outcome = await outcomeOf(database, row);
        if (outcome !== expected(row))
          wrong.push(`${JSON.stringify(row)}: ${outcome}, not ${expected(row)}`);
      }
      expect(wrong).toEqual([]);
      expect(count).toBe(1456);
    });
  },
);
