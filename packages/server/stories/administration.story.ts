import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

async function signIn(server: TestServer, claims: Readonly<Record<string, unknown>> = {}) {
  const email = newEmail();
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.get(answerPath(await makeToken(server.clock, { email, ...claims })));
  expect(answer.status).toBe(302);
  const { account } = await (await browser.get('api/session')).json();
  return { browser, account };
}

async function signInLog(admin: TestBrowser, query = '') {
  return (await (await admin.get(`api/sign-ins?${query}`)).json()).signIns;
}

describe.each(databaseKinds)('people, on %s', (kind) => {
  test('are made, searched, paged, changed and deleted, and each change is in the audit log', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const made = await admin.send('POST', 'api/accounts', {
      email: 'Ada@Example.com',
      firstName: 'Ada',
      lastName: '100% Lovelace_',
      password: 'a password for Ada',
    });
    expect(made.status).toBe(201);
    const ada = await made.json();
    expect(ada).toMatchObject({ email: 'ada@example.com', source: 'password', hasPassword: true });
    const again = await admin.send('POST', 'api/accounts', { email: 'ADA@example.com' });
    expect(await codeOf(again)).toBe('email_taken');
    for (const query of ['LOVELACE', '100%25', 'e_', 'ada@'])
      expect((await (await admin.get(`api/accounts?query=${query}`)).json()).total, query).toBe(1);
    expect((await (await admin.get('api/accounts?query=10_%25')).json()).total).toBe(0);
    const page = await (await admin.get('api/accounts?limit=1&offset=1')).json();
    expect([page.accounts.length, page.total, page.limit]).toEqual([
      1,
      2,
      { used: 2, allowed: null },
    ]);
    const changed = await admin.send('PATCH', `api/accounts/${ada.id}`, {
      lastName: 'King',
      attributes: { tenant: 7, tags: ['a'] },
    });
    expect(await changed.json()).toMatchObject({
      lastName: 'King',
      attributes: { tenant: 7, tags: ['a'] },
      attributeSources: { tenant: 'administrator', tags: 'administrator' },
    });
    expect((await admin.send('DELETE', `api/accounts/${ada.id}`)).status).toBe(204);
    expect((await admin.get(`api/accounts/${ada.id}`)).status).toBe(404);
    const { entries } = await (await admin.get('api/audit?subject=ADA@')).json();
    expect(entries.map(({ action }: { action: string }) => action)).toEqual([
      'account_deleted',
      'account_changed',
      'account_created',
    ]);
    expect(entries[1]).toMatchObject({
      actor: { kind: 'account', email: testAdministrator.email },
      before: { lastName: '100% Lovelace_', attributes: {} },
      after: { lastName: 'King', attributes: { tenant: 7, tags: ['a'] } },
    });
    expect(JSON.stringify(entries)).not.toContain('a password for Ada');
  });

  test.each([
    [{ attributes: { '@groups': 'x' } }, 'attributes'],
    [{ attributes: { tenant: null } }, 'attributes.tenant'],
    [{ attributes: { tenant: {} } }, 'attributes.tenant'],
    [{ active: 'yes' }, 'active'],
    [{ email: 'other@example.com' }, 'email'],
    [{ isAdministrator: true }, 'isAdministrator'],
  ])('are refused the change %j', async (patch, field) => {
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const { account } = await signIn(server);
    const refused = await admin.send('PATCH', `api/accounts/${account.id}`, patch);
    expect(refused.status).toBe(422);
    expect(Object.keys((await refused.json()).error.fields).join()).toContain(field);
  });

  test('I8 keep attributes that an administrator has set, whatever the next token contains', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { account } = await signIn(server, { sub: 'p', tenant: 1, team: 'a', __proto__: 'x' });
    await admin.send('PATCH', `api/accounts/${account.id}`, { attributes: { tenant: 9 } });
    await newBrowser(server.siteAddress).get(
      answerPath(
        await makeToken(server.clock, { sub: 'p', email: account.email, tenant: 2, city: 'Rome' }),
      ),
    );
    const person = await (await admin.get(`api/accounts/${account.id}`)).json();
    expect(person.attributes).toEqual({ tenant: 9, city: 'Rome' });
    expect(person.attributeSources).toEqual({ tenant: 'administrator', city: 'jwt' });
  });

  test('I9 show their attributes and the time of the last sync to themselves and administrators', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { account, browser } = await signIn(server, { tenant: 'acme' });
    const own = (await (await browser.get('api/session')).json()).account;
    const seenByAdmin = await (await admin.get(`api/accounts/${account.id}`)).json();
    const lastSync = { attributes: { tenant: 'acme' }, attributesSyncedAt: expect.any(String) };
    expect(own).toMatchObject(lastSync);
    expect(seenByAdmin).toMatchObject({ ...lastSync, attributeSources: { tenant: 'jwt' } });
    expect(seenByAdmin.attributesSyncedAt).toBe(own.attributesSyncedAt);
  });

  test('I6 never get a password if their account was created by a JWT sign-in', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { account, browser } = await signIn(server);
    const password = 'a password nobody needs';
    const set = await admin.send('POST', `api/accounts/${account.id}/password`, { password });
    expect(await codeOf(set)).toBe('sso_account');
    const own = await browser.send('POST', 'api/account/password', {
      currentPassword: 'x',
      newPassword: password,
    });
    expect(await codeOf(own)).toBe('sso_account');
    const byHand = await admin.send('POST', 'api/accounts', { email: newEmail() });
    const { id } = await byHand.json();
    expect(
      await codeOf(await admin.send('POST', `api/accounts/${id}/password`, { password })),
    ).toBe('sso_account');
  });

  test('I5 count against the limit when they are created by hand or reactivated', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_ACCOUNT_LIMIT: '2' });
    const admin = await signInAsAdministrator(server);
    const { account } = await signIn(server);
    expect(await codeOf(await admin.send('POST', 'api/accounts', { email: newEmail() }))).toBe(
      'account_limit',
    );
    await admin.send('PATCH', `api/accounts/${account.id}`, { active: false });
    await signIn(server);
    const back = await admin.send('PATCH', `api/accounts/${account.id}`, { active: true });
    expect(await codeOf(back)).toBe('account_limit');
  });
});

describe.each(databaseKinds)('X2 sessions, on %s', (kind) => {
  const ends = {
    'a deactivation': (admin: TestBrowser, id: number) =>
      admin.send('PATCH', `api/accounts/${id}`, { active: false }),
    'a deletion': (admin: TestBrowser, id: number) => admin.send('DELETE', `api/accounts/${id}`),
    '“sign out everywhere”': (admin: TestBrowser, id: number) =>
      admin.send('DELETE', `api/accounts/${id}/sessions`),
  };

  test.each(Object.entries(ends))('end at once by %s', async (_what, end) => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { browser, account } = await signIn(server);
    expect((await end(admin, account.id)).status).toBeLessThan(300);
    expect((await browser.get('api/session')).status).toBe(401);
    expect((await browser.get('question/1')).status).toBe(302);
  });

  test('end on all other devices when the password is changed, and the old password no longer works', async () => {
    const server = await startTestServer(kind);
    const here = await signInAsAdministrator(server);
    const there = await signInAsAdministrator(server);
    const change = { currentPassword: 'not the password', newPassword: 'quite another password' };
    expect(await codeOf(await here.send('POST', 'api/account/password', change))).toBe(
      'invalid_credentials',
    );
    const weak = { currentPassword: testAdministrator.password, newPassword: '1234567890' };
    expect(await codeOf(await here.send('POST', 'api/account/password', weak))).toBe(
      'validation_failed',
    );
    const right = { ...change, currentPassword: testAdministrator.password };
    expect((await here.send('POST', 'api/account/password', right)).status).toBe(204);
    expect([
      (await here.get('api/session')).status,
      (await there.get('api/session')).status,
    ]).toEqual([200, 401]);
    const old = await newBrowser(server.siteAddress).send('POST', 'api/session', testAdministrator);
    expect(await codeOf(old)).toBe('invalid_credentials');
  });

  test('X3 are shown to their owner, who can end them, and to no other person', async () => {
    const server = await startTestServer(kind);
    const email = newEmail();
    const claims = { email, sub: email };
    const first = await signIn(server, claims);
    const second = await signIn(server, claims);
    const { sessions } = await (await second.browser.get('api/sessions')).json();
    expect(sessions).toHaveLength(2);
    const [other] = sessions.filter((session: { isCurrent: boolean }) => !session.isCurrent);
    const stranger = await signIn(server);
    expect((await stranger.browser.send('DELETE', `api/sessions/${other.id}`)).status).toBe(404);
    expect((await first.browser.get('api/session')).status).toBe(200);
    expect((await second.browser.send('DELETE', `api/sessions/${other.id}`)).status).toBe(204);
    expect((await first.browser.get('api/session')).status).toBe(401);
  });

  test('last no longer than the settings allow, including those opened before', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { browser } = await signIn(server);
    const patch = { sessionMaxAgeSeconds: 600 };
    expect((await admin.send('PATCH', 'api/settings/general', patch)).status).toBe(200);
    server.clock.now += 599_000;
    expect((await browser.get('api/session')).status).toBe(200);
    server.clock.now += 2_000;
    expect((await browser.get('api/session')).status).toBe(401);
  });
});

test('X2 a deactivated person is refused at the next request, on another server too', async () => {
  const one = await startTestServer('postgres');
  const two = await startTestServer('postgres', {
    DATABASE_URL: one.environment.DATABASE_URL ?? '',
    DASHBOARD_SITE_URL: one.siteAddress,
  });
  const elsewhere = `http://localhost:${two.environment.PORT}/`;
  const admin = await signInAsAdministrator(one);
  const { browser, account } = await signIn(one);
  const onTwo = newBrowser(elsewhere);
  for (const [name, value] of browser.cookies) onTwo.cookies.set(name, value);
  expect((await onTwo.get('api/session')).status).toBe(200);
  await admin.send('PATCH', `api/accounts/${account.id}`, { active: false });
  expect((await onTwo.get('api/session')).status).toBe(401);
  const token = await makeToken(two.clock, { email: account.email });
  const back = await newBrowser(elsewhere).get(answerPath(token), { accept: 'application/json' });
  expect(await codeOf(back)).toBe('account_deactivated');
});

describe.each(databaseKinds)('groups, on %s', (kind) => {
  test('are created, renamed, filled and deleted; the built-in ones do not change', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const made = await (await admin.send('POST', 'api/groups', { name: 'Engineers' })).json();
    expect(made).toEqual({ id: made.id, name: 'Engineers', builtIn: null, memberCount: 0 });
    expect(await codeOf(await admin.send('POST', 'api/groups', { name: 'Engineers' }))).toBe(
      'name_taken',
    );
    expect(await codeOf(await admin.send('POST', 'api/groups', { name: ' ' }))).toBe(
      'validation_failed',
    );
    const { account, browser } = await signIn(server);
    const member = `api/groups/${made.id}/members/${account.id}`;
    expect((await admin.send('PUT', member)).status).toBe(204);
    expect((await (await browser.get('api/session')).json()).account.groups).toContainEqual({
      id: made.id,
      name: 'Engineers',
    });
    const inGroup = await (await admin.get(`api/accounts?groupId=${made.id}`)).json();
    expect([inGroup.total, inGroup.accounts[0].id]).toEqual([1, account.id]);
    expect((await admin.send('DELETE', member)).status).toBe(204);
    const { groups } = await (await admin.get('api/groups')).json();
    const [everyone, administrators] = groups;
    expect([everyone, administrators]).toMatchObject([
      { builtIn: 'administrators', memberCount: 1 },
      { builtIn: 'all_users', memberCount: 2 },
    ]);
    for (const { id } of [everyone, administrators]) {
      const renamed = await admin.send('PATCH', `api/groups/${id}`, { name: 'Others' });
      expect(await codeOf(renamed)).toBe('group_built_in');
      expect(await codeOf(await admin.send('DELETE', `api/groups/${id}`))).toBe('group_built_in');
    }
    expect((await admin.send('DELETE', `api/groups/${made.id}`)).status).toBe(204);
  });

  test('G6 a deleted group is removed from the mappings, and a name without groups stays', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
    const admin = await signInAsAdministrator(server);
    const named = async (name: string) =>
      (await (await admin.send('POST', 'api/groups', { name })).json()).id;
    const [engineers, all] = [await named('Engineers'), await named('eng')];
    await admin.send('PATCH', 'api/settings/jwt', { groupMappings: { eng: [engineers] } });
    await admin.send('DELETE', `api/groups/${engineers}`);
    const { groupMappings } = await (await admin.get('api/settings/jwt')).json();
    expect(groupMappings).toEqual({ eng: [] });
    const { account } = await signIn(server, { groups: ['eng'] });
    expect(account.groups.map(({ id }: { id: number }) => id)).not.toContain(all);
  });

  test('G5 the last active administrator keeps the rights after every request', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { account } = await (await admin.get('api/session')).json();
    const administrators = account.groups.at(-1).id;
    for (const [method, path, body] of [
      ['DELETE', `api/groups/${administrators}/members/${account.id}`, undefined],
      ['PATCH', `api/accounts/${account.id}`, { active: false }],
      ['DELETE', `api/accounts/${account.id}`, undefined],
    ] as const) {
      expect(await codeOf(await admin.send(method, path, body))).toBe('last_administrator');
    }
    expect((await admin.get('api/settings/jwt')).status).toBe(200);
  });

  test('G5 of two administrators who demote each other at the same moment one stays', async () => {
    const server = await startTestServer(kind);
    const one = await signInAsAdministrator(server);
    const { account } = await (await one.get('api/session')).json();
    const administrators = account.groups.at(-1).id;
    const { account: second, browser: two } = await signIn(server);
    await one.send('PUT', `api/groups/${administrators}/members/${second.id}`);
    const answers = await Promise.all([
      one.send('DELETE', `api/groups/${administrators}/members/${second.id}`),
      two.send('DELETE', `api/groups/${administrators}/members/${account.id}`),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  test('G5 a mapping that removes Administrators from everyone keeps the last one, and the log says so', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_GROUP_SYNC: 'true',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"admins":["Administrators"]}',
    });
    const claims = { email: testAdministrator.email, groups: [] };
    const { account } = await signIn(server, claims);
    expect(account.isAdministrator).toBe(true);
    const admin = await signInAsAdministrator(server);
    const [row] = await signInLog(admin, `email=${testAdministrator.email}&outcome=signed_in`);
    const rows = await signInLog(admin, 'outcome=signed_in');
    expect(rows.map(({ detail }: { detail: string | null }) => detail).join()).toContain(
      'Kept in Administrators',
    );
    expect(row.email).toBe(testAdministrator.email);
  });
});

describe.each(databaseKinds)('the logs, on %s', (kind) => {
  test('I4a a password account linked by its first token gets one audit row', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const email = newEmail();
    await admin.send('POST', 'api/accounts', { email, password: 'a password for a person' });
    await signIn(server, { email });
    await signIn(server, { email });
    const { entries } = await (await admin.get('api/audit?action=account_linked')).json();
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ actor: { kind: 'sign_in' }, subject: { name: email } });
  });

  test('have a row for an account that a sign-in reactivates, and for mappings that lose a group', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_REACTIVATE_ON_SIGN_IN: 'true' });
    const admin = await signInAsAdministrator(server);
    const { account } = await signIn(server);
    await admin.send('PATCH', `api/accounts/${account.id}`, { active: false });
    const token = await makeToken(server.clock, { email: account.email });
    await newBrowser(server.siteAddress).get(answerPath(token));
    const group = await (await admin.send('POST', 'api/groups', { name: 'Engineers' })).json();
    const groupMappings = { eng: [group.id] };
    await admin.send('PATCH', 'api/settings/jwt', { groupMappings });
    await admin.send('DELETE', `api/groups/${group.id}`);
    const { entries } = await (await admin.get('api/audit?limit=20')).json();
    const rows = entries.map((entry: { action: string; actor: { kind: string } }) => [
      entry.action,
      entry.actor.kind,
    ]);
    expect(rows.slice(0, 5)).toEqual([
      ['group_deleted', 'account'],
      ['jwt_settings_changed', 'account'],
      ['jwt_settings_changed', 'account'],
      ['group_created', 'account'],
      ['account_activated', 'sign_in'],
    ]);
    expect(entries[1]).toMatchObject({
      before: { groupMappings },
      after: { groupMappings: { eng: [] } },
    });
  });

  test('can be filtered, paged and searched by reference, and contain no secret', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { account } = await signIn(server);
    const person = newBrowser(server.siteAddress);
    const refused = await person.get('auth/sso?jwt=nonsense', { accept: 'application/json' });
    const { reference } = (await refused.json()).error;
    // A refusal is written up to two seconds after its response.
    const found = () => signInLog(admin, `reference=${reference}`);
    await expect.poll(found, { timeout: 20_000 }).toHaveLength(1);
    expect(await signInLog(admin, 'outcome=refused&code=token_malformed')).toHaveLength(1);
    expect(await signInLog(admin, `email=${account.email}`)).toHaveLength(1);
    const [newest, ...older] = await signInLog(admin);
    expect(await signInLog(admin, `before=${newest.id}&limit=1`)).toEqual(older.slice(0, 1));
    expect((await admin.get('api/sign-ins?nothing=1')).status).toBe(422);
  });

  test('can be filtered by time: from an instant, up to but not including another', async () => {
    const server = await startTestServer(kind);
    const day = 24 * 60 * 60_000;
    const accounts: { id: number; email: string }[] = [];
    const instants: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      server.clock.now += day;
      instants.push(new Date(server.clock.now).toISOString());
      accounts.push((await signIn(server)).account);
      const today = await signInAsAdministrator(server);
      await today.send('POST', 'api/groups', { name: `Group ${count}` });
    }
    const admin = await signInAsAdministrator(server);
    const emails = async (query: string) => {
      const found = await signInLog(admin, `outcome=signed_in&${query}`);
      return accounts
        .filter(({ email }) => found.some((row: { email: string }) => row.email === email))
        .map(({ email }) => accounts.findIndex((account) => account.email === email));
    };
    const groups = async (query: string) => {
      const { entries } = await (await admin.get(`api/audit?action=group_created&${query}`)).json();
      return entries.map(({ subject }: { subject: { name: string } }) => subject.name);
    };
    const [from, to] = [instants[1], instants[3]];
    expect(await emails(`from=${from}&to=${to}`)).toEqual([1, 2]);
    expect(await groups(`from=${from}&to=${to}`)).toEqual(['Group 2', 'Group 1']);
    expect(await emails(`from=${to}`)).toEqual([3, 4]);
    expect(await emails(`to=${from}`)).toEqual([0]);
    expect(await emails(`from=${to}&to=${from}`)).toEqual([]);
    expect(await emails('from=9999-12-31T23:59:59Z')).toEqual([]);
    expect(await emails('to=0000-01-01T00:00:00.000Z')).toEqual([]);
    for (const log of ['sign-ins', 'audit'])
      for (const instant of ['yesterday', '2026-01-01', '1766', '2026-13-01T00:00:00Z'])
        expect((await admin.get(`api/${log}?from=${instant}`)).status, instant).toBe(422);
  });

  test('keep signing keys as fingerprints only', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_SIGNING_KEY: '',
      DASHBOARD_JWT_ENABLED: '',
    });
    const admin = await signInAsAdministrator(server);
    const { signingKey, fingerprint } = await (
      await admin.send('POST', 'api/settings/jwt/signing-key', {})
    ).json();
    const { entries } = await (await admin.get('api/audit?action=signing_key_set')).json();
    expect(entries[0].after.fingerprint).toBe(fingerprint);
    expect(JSON.stringify(entries)).not.toContain(signingKey);
  });
});
