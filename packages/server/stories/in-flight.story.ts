import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Database } from '../src/db/database.ts';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

/*
 * Values that change just before they are used. On PostgreSQL a transaction of the test holds the
 * row of the account, so the sign-in has read it and waits to write. The embedded database has one
 * writer, so nothing can come between.
 */

const json = { accept: 'application/json' };

/** Runs `arrive` until it waits for a lock that the uncommitted `change` holds, then commits. */
async function whileUncommitted<T>(
  { database }: TestServer,
  change: Parameters<TestServer['database']['transaction']>[0],
  arrive: () => Promise<T>,
): Promise<T> {
  const { arriving, state } = await database.transaction(async (tx) => {
    await change(tx);
    const arriving = arrive();
    const state = await Promise.race([arriving, untilSessionWaitsForLock(database)]);
    return { arriving: [arriving], state };
  });
  expect(state).toBe('waits for a lock');
  return arriving[0] as Promise<T>;
}

async function untilSessionWaitsForLock({ read }: Database): Promise<'waits for a lock'> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database()`.execute(read);
    if (rows.length > 0) return 'waits for a lock';
  }
}

describe('a sign-in through JWT in flight, on postgres', () => {
  async function known(environment: Record<string, string> = {}) {
    const server = await startTestServer('postgres', environment);
    const email = newEmail();
    const signIn = async (claims: object = {}) => {
      const token = await makeToken(server.clock, { email, ...claims });
      return codeOf(await newBrowser(server.siteAddress).get(answerPath(token), json));
    };
    expect(await signIn()).toBe('302');
    const account = () =>
      server.database.read
        .selectFrom('accounts')
        .where('email', '=', email)
        .selectAll()
        .executeTakeFirstOrThrow();
    return { server, signIn, account };
  }

  test('I7 is refused when the account is deactivated meanwhile, and stays deactivated', async () => {
    const { server, signIn, account } = await known();
    const { id } = await account();
    const refused = await whileUncommitted(
      server,
      (tx) => tx.updateTable('accounts').set({ active: 0 }).where('id', '=', id).execute(),
      signIn,
    );
    expect(refused).toBe('account_deactivated');
    expect((await account()).active).toBe(0);
  });

  test('I4 is refused when the account is bound to another sub meanwhile', async () => {
    const { server, signIn, account } = await known();
    const { id } = await account();
    const refused = await whileUncommitted(
      server,
      (tx) =>
        tx
          .updateTable('accounts')
          .set({ issuer: '', subject: 'somebody else' })
          .where('id', '=', id)
          .execute(),
      signIn,
    );
    expect(refused).toBe('identity_conflict');
  });

  test('I3 keeps a name that an administrator writes meanwhile, if the token has none', async () => {
    const { server, signIn, account } = await known();
    const { id } = await account();
    const came = await whileUncommitted(
      server,
      (tx) => tx.updateTable('accounts').set({ first_name: 'Ada' }).where('id', '=', id).execute(),
      signIn,
    );
    expect(came).toBe('302');
    expect((await account()).first_name).toBe('Ada');
  });
});

describe.each(databaseKinds)('many at once, on %s', (kind) => {
  test('I4 of two subs for one account that arrive at once, one is bound and the other refused', async () => {
    const server = await startTestServer(kind);
    for (let round = 0; round < 10; round += 1) {
      const email = newEmail();
      const signIn = async (sub?: string) => {
        const token = await makeToken(server.clock, { email, sub });
        return codeOf(await newBrowser(server.siteAddress).get(answerPath(token), json));
      };
      await signIn();
      const answers = await Promise.all([signIn(`one of ${email}`), signIn(`two of ${email}`)]);
      expect(answers.sort()).toEqual(['302', 'identity_conflict']);
    }
  });

  test('I5 reactivation respects the account limit', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_REACTIVATE_ON_SIGN_IN: 'true',
      DASHBOARD_JWT_ACCOUNT_LIMIT: '3',
    });
    const emails = Array.from({ length: 8 }, newEmail);
    await server.database.transaction((tx) =>
      tx
        .insertInto('accounts')
        .values(
          emails.map((email) => ({
            ...{ email, active: 0 as const, source: 'jwt' as const, jwt_attributes: '{}' },
            ...{ attributes_synced_at: 1, created_at: 1 },
            ...{ first_name: null, last_name: null, password_hash: null, password_once: null },
            ...{ issuer: null, subject: null, last_sign_in_at: null },
            ...{ proven_settings: null, proven_key: null },
          })),
        )
        .execute(),
    );
    const answers = await Promise.all(
      emails.map(async (email) => {
        const token = await makeToken(server.clock, { email });
        return codeOf(await newBrowser(server.siteAddress).get(answerPath(token), json));
      }),
    );
    // The administrator is one of the three.
    expect(answers.filter((code) => code === '302')).toHaveLength(2);
    expect(answers.filter((code) => code === 'account_limit')).toHaveLength(6);
  });

  test('X2 a deactivation during a hundred sign-ins leaves no session', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const email = newEmail();
    const { id } = await (await admin.send('POST', 'api/accounts', { email })).json();
    const signIns = Array.from({ length: 100 }, async () => {
      const browser = newBrowser(server.siteAddress);
      await browser.get(answerPath(await makeToken(server.clock, { email })), json);
      return browser;
    });
    // Some are signed in by now, and others are in progress.
    await Promise.any(signIns);
    const path = `api/accounts/${id}`;
    expect(await codeOf(await admin.send('PATCH', path, { active: false }))).toBe('200');
    const browsers = await Promise.all(signIns);
    const alive = await Promise.all(browsers.map((browser) => browser.get('api/session')));
    expect(alive.filter(({ status }) => status !== 401)).toHaveLength(0);
    expect((await (await admin.get(path)).json()).active).toBe(false);
  });
});
