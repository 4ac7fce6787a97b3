import { spawn } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser } from '../src/testing/test-browser.ts';
import { type DatabaseKind, databaseKinds, newFolder } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
// Each test starts the command as a separate process, up to three times.
vi.setConfig({ testTimeout: 120_000 });

const noAdministrator = { DASHBOARD_ADMIN_EMAIL: '', DASHBOARD_ADMIN_PASSWORD: '' };

/** Runs `./dashboard administrator add …` next to the server and waits for its end. */
async function add(server: Pick<TestServer, 'environment'>, ...words: string[]) {
  const child = spawn(process.execPath, [main, 'administrator', 'add', ...words], {
    env: { ...server.environment },
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return { exitCode, ...printed };
}

async function signInWithPassword({ siteAddress }: TestServer, email: string, password: string) {
  const browser = newBrowser(siteAddress);
  return {
    browser,
    code: await codeOf(await browser.send('POST', 'api/session', { email, password })),
  };
}

async function signInWithToken(server: TestServer, claims: object) {
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.get(answerPath(await makeToken(server.clock, { ...claims })));
  expect(answer.status).toBe(302);
  return browser;
}

async function auditOf({ database }: TestServer) {
  const rows = await database.read.selectFrom('audit').selectAll().orderBy('id').execute();
  return rows
    .filter(({ actor_kind }) => actor_kind === 'shell')
    .map(({ action, subject_name }) => `${action} ${subject_name}`);
}

describe.each(databaseKinds)('./dashboard administrator add, on %s', (kind: DatabaseKind) => {
  test('creates an administrator with a one-time password', async () => {
    const server = await startTestServer(kind, noAdministrator);
    const { exitCode, out, err } = await add(server, 'New.Admin@Example.com');
    expect([exitCode, err]).toEqual([0, '']);
    const [, password = ''] = /One-time password: (\S+)/.exec(out) ?? [];
    expect(out).toContain(`${server.siteAddress}auth/login`);
    const first = await signInWithPassword(server, 'new.admin@example.com', password);
    expect(first.code).toBe('200');
    expect((await first.browser.get('api/accounts')).status).toBe(200);
    const again = await signInWithPassword(server, 'new.admin@example.com', password);
    expect(again.code).toBe('invalid_credentials');
    expect(await auditOf(server)).toEqual([
      'account_created new.admin@example.com',
      'password_set new.admin@example.com',
      'group_member_added Administrators',
    ]);
    const { rows } = { rows: await server.database.read.selectFrom('audit').selectAll().execute() };
    expect(JSON.stringify(rows)).not.toContain(password);
    // An administrator exists now: setup over HTTP stays closed.
    const { setupRequired } = await (
      await newBrowser(server.siteAddress).get('api/properties')
    ).json();
    expect(setupRequired).toBe(false);
  });

  test('gives the rights to an account created through JWT, and no password (I6)', async () => {
    const server = await startTestServer(kind, noAdministrator);
    const email = newEmail();
    const browser = await signInWithToken(server, { email });
    expect((await browser.get('api/accounts')).status).toBe(403);
    const { exitCode, out } = await add(server, email);
    expect(exitCode).toBe(0);
    expect(out).not.toMatch(/one-time/i);
    expect((await browser.get('api/accounts')).status).toBe(200);
    const rows = await server.database.read.selectFrom('accounts').selectAll().execute();
    expect(rows.map((row) => [row.email, row.source, row.password_hash])).toEqual([
      [email, 'jwt', null],
    ]);
    expect(await auditOf(server)).toEqual(['group_member_added Administrators']);
    const again = await add(server, email);
    expect([again.exitCode, again.out]).toEqual([0, `${email} is an administrator already.\n`]);
    expect(await auditOf(server)).toHaveLength(1);
  });

  test('--jwt creates an account without a password that signs in through the app', async () => {
    const server = await startTestServer(kind, {
      ...noAdministrator,
      DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false',
      DASHBOARD_JWT_USER_PROVISIONING: 'false',
    });
    const email = newEmail();
    const { exitCode, out } = await add(server, email, '--jwt');
    expect([exitCode, /password:/i.test(out)]).toEqual([0, false]);
    const browser = await signInWithToken(server, { email, sub: '7' });
    expect((await browser.get('api/accounts')).status).toBe(200);
  });

  test('activates a deactivated account, within the account limit', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_ACCOUNT_LIMIT: '2' });
    const email = newEmail();
    await signInWithToken(server, { email });
    const admin = await signInAsAdministrator(server);
    const { accounts } = await (await admin.get(`api/accounts?query=${email}`)).json();
    const deactivate = { active: false };
    await admin.send('PATCH', `api/accounts/${accounts[0].id}`, deactivate);
    await signInWithToken(server, {});
    const full = await add(server, email);
    expect([full.exitCode, full.err]).toEqual([1, expect.stringMatching(/limit of 2/)]);
    const { accounts: others } = await (await admin.get('api/accounts?active=true')).json();
    const other = others.find((one: { isAdministrator: boolean }) => !one.isAdministrator);
    await admin.send('PATCH', `api/accounts/${other.id}`, deactivate);
    expect((await add(server, email)).out).toMatch(/was deactivated and is active again/);
    const browser = await signInWithToken(server, { email });
    expect((await browser.get('api/accounts')).status).toBe(200);
    expect(await auditOf(server)).toEqual([
      `account_activated ${email}`,
      'group_member_added Administrators',
    ]);
  });

  test('says if the way to sign in is disabled, or if the token decides', async () => {
    const server = await startTestServer(kind, {
      ...noAdministrator,
      DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false',
      DASHBOARD_JWT_GROUP_SYNC: 'true',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"admins":["Administrators"]}',
    });
    expect((await add(server, newEmail())).out).toMatch(/\.\/dashboard password-login enable/);
    const { out } = await add(server, newEmail(), '--jwt');
    expect(out).toMatch(/groups in the token decide again at the next sign-in/);
    const withoutJwt = await startTestServer(kind, { DASHBOARD_JWT_ENABLED: '' });
    expect((await add(withoutJwt, newEmail(), '--jwt')).out).toMatch(/JWT is not enabled/);
  });

  test('prints one JSON object with --json', async () => {
    const server = await startTestServer(kind);
    const email = newEmail();
    const { out } = await add(server, email, '--json');
    expect(JSON.parse(out)).toEqual({
      email,
      outcome: 'created',
      oneTimePassword: expect.stringMatching(/^[a-z2-9-]{23}$/),
      notes: expect.any(Array),
    });
  });
});

test.each([
  ['no address', [], /administrator add EMAIL/],
  ['two addresses', ['a@b.co', 'c@d.co'], /administrator add EMAIL/],
  ['an invalid address', ['nobody'], /nobody is not an email address/],
  ['no site', ['a@b.co'], /There is no Dashboard in/],
])('with %s it says what to do', async (_what, words, message) => {
  const { exitCode, err } = await add(
    { environment: { DASHBOARD_DATA_DIR: `${newFolder()}/none` } },
    ...words,
  );
  expect([exitCode, err]).toEqual([1, expect.stringMatching(message)]);
});
