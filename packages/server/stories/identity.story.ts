import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser, toldIn } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testSigningKey } from '../src/testing/test-server.ts';

type Json = Record<string, unknown>;

/** Opens a token in a new browser. @returns the account, or the code of the refusal */
async function open(server: TestServer, token: string) {
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.get(answerPath(token), { accept: 'application/json' });
  if (answer.status !== 302) return { browser, code: await codeOf(answer), account: null };
  const { account } = await (await browser.get('api/session')).json();
  return { browser, code: null, account };
}

async function signIn(server: TestServer, claims: Json) {
  return open(server, await makeToken(server.clock, claims));
}

const encode = (text: string) => Buffer.from(text).toString('base64url');

/** A token with the given text of header and payload. */
function tokenOf(header: string, payload: string): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', testSigningKey).update(signed).digest('base64url')}`;
}

async function json(browser: TestBrowser, path: string) {
  return (await browser.get(path)).json();
}

async function lastSignIn(admin: TestBrowser) {
  return (await json(admin, 'api/sign-ins?limit=1')).signIns[0];
}

const groupNames = (account: { groups: readonly { name: string }[] }) =>
  account.groups.map(({ name }) => name);

describe.each(databaseKinds)('the identity in a token, on %s', (kind) => {
  test('I2 does not let an unverified email into the account of an administrator', async () => {
    const server = await startTestServer(kind);
    const email = newEmail();
    const admin = await signInAsAdministrator(server);
    const made = await admin.send('POST', 'api/accounts', { email, password: 'a long password' });
    const { id } = await made.json();
    const { groups } = await json(admin, 'api/groups');
    const administrators = groups.find((group: Json) => group.builtIn === 'administrators');
    await admin.send('PUT', `api/groups/${administrators.id}/members/${id}`);
    for (const email_verified of [false, 'false', 'FALSE', 0, 'no', '', []]) {
      const { code, browser } = await signIn(server, { email, email_verified });
      expect(code, JSON.stringify(email_verified)).toBe('email_unverified');
      expect((await browser.get('api/session')).status).toBe(401);
      const check = await admin.send('POST', 'api/settings/jwt/check', {
        claims: { email, email_verified },
      });
      const { checks } = await check.json();
      expect(checks.find((step: Json) => step.name === 'email').outcome).toBe('failed');
    }
    for (const email_verified of [true, 'true', 1])
      expect((await signIn(server, { email, email_verified })).account).toMatchObject({ id });
  });

  test('signs in with harmless tokens that are written in an unusual way', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
    const iat = Math.floor(server.clock.now / 1000);
    for (const header of ['{"alg":"HS256","type":"JWT"}', '{"alg":"HS256","kid":1,"cat":"x"}']) {
      const payload = JSON.stringify({ email: newEmail(), iat });
      expect((await open(server, tokenOf(header, payload))).code, header).toBeNull();
    }
    const harmless = { groups: null, jti: null, aud: null, iss: null, first_name: 'Ann\t' };
    const { account } = await signIn(server, { sub: 35, ...harmless });
    expect(account).toMatchObject({ firstName: 'Ann', attributes: {} });
    // An app that later sends the id as a string means the same person.
    const renamed = await signIn(server, { sub: '35', email: newEmail() });
    expect(renamed.account.id).toBe(account.id);
  });

  test('I8 keeps numbers that a double cannot represent distinct, also after a confirmation', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'confirm' });
    const admin = await signInAsAdministrator(server);
    const email = newEmail();
    const iat = Math.floor(server.clock.now / 1000);
    const token = tokenOf(
      '{"alg":"HS256"}',
      `{"email":"${email}","iat":${iat},"tenant":9007199254740993,"ids":[7,765611980000000019]}`,
    );
    const exact = { tenant: '9007199254740993', ids: [7, '765611980000000019'] };
    const check = await admin.send('POST', 'api/settings/jwt/check', { token });
    const { account: outcome, claims } = await check.json();
    expect(outcome.attributes.added).toEqual(exact);
    expect(claims).toMatchObject(exact);
    const browser = newBrowser(server.siteAddress);
    const asked = await browser.get(answerPath(token));
    expect([asked.status, asked.headers.get('location')]).toEqual([
      303,
      expect.stringContaining('/auth/confirm'),
    ]);
    const { confirm } = await toldIn(await browser.get('auth/confirm'));
    const yes = await browser.post('auth/confirm', { sign_in: confirm.signIn });
    expect(yes.status).toBe(303);
    const { account } = await json(browser, 'api/session');
    expect(account.attributes).toEqual(exact);
    expect((await lastSignIn(admin)).detail).toBe(
      'Stored as text, because a number would lose digits: "tenant", "ids".',
    );
  });
});

describe.each(databaseKinds)('I4 the binding of an account to a sub, on %s', (kind) => {
  test('is shown and released by an administrator, and the next sign-in binds it again', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const email = newEmail();
    const { account } = await signIn(server, { email, sub: 'old' });
    const path = `api/accounts/${account.id}`;
    await admin.send('PATCH', path, { attributes: { tenant: 'north' } });
    expect((await json(admin, path)).subject).toBe('old');
    expect((await signIn(server, { email, sub: 'new' })).code).toBe('identity_conflict');
    const released = await admin.send('PATCH', path, { releaseBinding: true });
    expect([released.status, (await released.json()).subject]).toEqual([200, null]);
    const bound = await signIn(server, { email, sub: 'new' });
    expect(bound.account).toMatchObject({ id: account.id, attributes: { tenant: 'north' } });
    expect((await json(admin, path)).subject).toBe('new');
    expect((await signIn(server, { email, sub: 'old' })).code).toBe('identity_conflict');
    const { entries } = await json(admin, 'api/audit?action=binding_released');
    expect(entries).toMatchObject([
      { subject: { kind: 'account', id: account.id }, before: { issuer: '', subject: 'old' } },
    ]);
  });

  test('is released together with other changes, or not at all', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const { account } = await signIn(server, { sub: 'a' });
    const path = `api/accounts/${account.id}`;
    for (const releaseBinding of [false, 'yes', null]) {
      const answer = await admin.send('PATCH', path, { releaseBinding });
      expect(answer.status, `${releaseBinding}`).toBe(422);
    }
    const stale = await admin.send(
      'PATCH',
      path,
      { releaseBinding: true, firstName: 'X' },
      { 'if-match': '"stale"' },
    );
    expect(stale.status).toBe(412);
    expect(await json(admin, path)).toMatchObject({ subject: 'a', firstName: account.firstName });
    await admin.send('PATCH', path, { releaseBinding: true, firstName: 'X' });
    expect(await json(admin, path)).toMatchObject({ subject: null, firstName: 'X' });
    // There is nothing to release: no change, no row.
    expect((await admin.send('PATCH', path, { releaseBinding: true })).status).toBe(200);
    expect((await json(admin, 'api/audit?action=binding_released')).entries).toHaveLength(1);
  });

  test('is bound again after a release even if password accounts are never linked', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const add = async (email: string) => {
      await admin.send('POST', 'api/accounts', { email, password: 'a long password' });
      return email;
    };
    const [linked, unlinked] = [await add(newEmail()), await add(newEmail())];
    await signIn(server, { email: linked, sub: 'old' });
    await admin.send('PATCH', 'api/settings/jwt', { linkExisting: 'nobody' });
    await admin.send('POST', 'api/settings/jwt/release-bindings');
    const again = await signIn(server, { email: linked, sub: 'new' });
    expect(again.account).toMatchObject({ email: linked, source: 'password' });
    expect((await signIn(server, { email: unlinked, sub: 'x' })).code).toBe('account_not_linked');
  });

  test('is released for all accounts after a change of the identity provider', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const people = [newEmail(), newEmail()];
    for (const email of people) await signIn(server, { email, sub: `old ${email}` });
    await signIn(server, { email: newEmail() });
    await admin.send('PATCH', 'api/settings/jwt', { issuer: 'https://new.example' });
    const iss = 'https://new.example';
    const move = (email: string) => signIn(server, { email, iss, sub: `new ${email}` });
    for (const email of people) expect((await move(email)).code).toBe('identity_conflict');
    const answer = await admin.send('POST', 'api/settings/jwt/release-bindings');
    expect([answer.status, await answer.json()]).toEqual([200, { released: 2 }]);
    for (const email of people) expect((await move(email)).code).toBeNull();
    const { entries } = await json(admin, 'api/audit?action=all_bindings_released');
    expect(entries).toMatchObject([
      { subject: { kind: 'settings', name: 'jwt' }, after: { released: 2 } },
    ]);
  });
});

describe.each(databaseKinds)('G1 the result of a group sync, on %s', (kind) => {
  test('is in the sign-in log and on the person’s page, with the names that have no group', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_GROUP_SYNC: 'true',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers"],"admins":["Administrators"]}',
    });
    const admin = await signInAsAdministrator(server);
    const email = newEmail();
    const first = await signIn(server, { email, groups: ['eng'] });
    const path = `api/accounts/${first.account.id}`;
    expect((await lastSignIn(admin)).detail).toBe('Added to groups: "Engineers".');
    const nothing = { added: [], removed: [], withoutGroup: [], withoutGroupCount: 0 };
    expect((await json(admin, path)).lastGroupSync).toMatchObject({
      ...nothing,
      added: ['Engineers'],
    });
    const { account } = await signIn(server, { email, groups: ['/Eng', 'eng,admins', 'a\u0000'] });
    expect(groupNames(account)).toEqual(['All users']);
    expect((await lastSignIn(admin)).detail).toBe(
      'Removed from groups: "Engineers". No group for: "/Eng" (differs from "eng" in letter case and a leading slash), "eng,admins" (a list sent as one string; send an array), "a\\u0000".',
    );
    expect((await json(admin, path)).lastGroupSync).toMatchObject({
      removed: ['Engineers'],
      withoutGroup: [
        { name: '/Eng', hint: 'differs from "eng" in letter case and a leading slash' },
        { name: 'eng,admins', hint: 'a list sent as one string; send an array' },
        { name: 'a\u0000', hint: null },
      ],
      withoutGroupCount: 3,
    });
    await signIn(server, { email, groups: ['eng'] });
    await signIn(server, { email, groups: ['eng'] });
    expect((await lastSignIn(admin)).detail).toBeNull();
    expect((await json(admin, path)).lastGroupSync).toMatchObject(nothing);
    // Null is an absent claim: with the setting “keep” nothing is synchronized.
    const kept = await signIn(server, { email, groups: null });
    expect(groupNames(kept.account)).toEqual(['All users', 'Engineers']);
    expect((await json(admin, path)).lastGroupSync).toBeNull();
  });

  test('is limited on the person’s page, however many names a token has', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
    const admin = await signInAsAdministrator(server);
    const groups = Array.from({ length: 300 }, (_, index) => `group ${index}`);
    const { account } = await signIn(server, { groups });
    const { lastGroupSync } = await json(admin, `api/accounts/${account.id}`);
    expect(lastGroupSync.withoutGroup).toHaveLength(50);
    expect(lastGroupSync.withoutGroupCount).toBe(300);
    expect((await lastSignIn(admin)).detail).toContain('and 280 more');
  });

  test('is a warning in “Check a token”, not a success', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_GROUP_SYNC: 'true',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers"]}',
    });
    const admin = await signInAsAdministrator(server);
    const groupsStep = async (groups: unknown) => {
      const claims = { email: newEmail(), groups };
      const answer = await admin.send('POST', 'api/settings/jwt/check', { claims });
      const { checks } = await answer.json();
      return checks.find((step: Json) => step.name === 'groups');
    };
    expect(await groupsStep(['Eng'])).toMatchObject({
      outcome: 'passed',
      warning: true,
      detail: 'No group for: "Eng" (differs from "eng" in letter case).',
    });
    expect(await groupsStep(['eng'])).not.toHaveProperty('warning');
  });
});
