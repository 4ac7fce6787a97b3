import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { type DatabaseKind, databaseKinds } from '../src/testing/test-database.ts';
import {
  startTestServer,
  type TestServer,
  testAdministrator,
  testSigningKey,
} from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const settings = {
  enabled: true,
  identityProviderUri: 'https://app.example.com/in',
  signingKey: testSigningKey,
};
const otherKey = 'another signing key for tests, of many bytes…';

/** A server whose settings the administrator has saved, with JWT enabled. */
async function administered(kind: DatabaseKind, environment: Record<string, string> = {}) {
  const server = await startTestServer(kind, {
    DASHBOARD_JWT_ENABLED: '',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '',
    DASHBOARD_JWT_SIGNING_KEY: '',
    ...environment,
  });
  const admin = await signInAsAdministrator(server);
  expect((await admin.send('PATCH', 'api/settings/jwt', settings)).status).toBe(200);
  return { server, admin };
}

/** Signs in through the app; with `ours` it starts at Dashboard, and the app returns its state. */
async function signInThroughApp(server: TestServer, claims: object, ours: boolean, key?: string) {
  const browser = newBrowser(server.siteAddress);
  let state = {};
  if (ours) {
    const toApp = await browser.get('auth/sso');
    const location = new URL(toApp.headers.get('location') ?? '');
    state = { state: location.searchParams.get('state') ?? '' };
  }
  const token = await makeToken(server.clock, { ...claims }, key);
  return { browser, answer: await browser.get(answerPath(token, state)) };
}

/**
 * The administrator has signed in through the app in an attempt of Dashboard's: password login can
 * be disabled.
 */
async function proven(kind: DatabaseKind) {
  const { server, admin } = await administered(kind);
  const { browser } = await signInThroughApp(server, { email: testAdministrator.email }, true);
  expect((await browser.get('api/settings/jwt')).status).toBe(200);
  return { server, admin: browser, withPassword: admin };
}

async function switchOff(admin: TestBrowser) {
  return codeOf(await admin.send('PATCH', 'api/settings/password-login', { enabled: false }));
}

async function withPassword(server: TestServer) {
  const browser = newBrowser(server.siteAddress);
  return codeOf(await browser.send('POST', 'api/session', testAdministrator));
}

describe.each(databaseKinds)('W4 password login stays enabled, on %s', (kind) => {
  const situations: Record<string, (server: TestServer, admin: TestBrowser) => Promise<unknown>> = {
    'while JWT is disabled': async (_server, admin) =>
      admin.send('PATCH', 'api/settings/jwt', { enabled: false }),
    'while no administrator has signed in through JWT': async () => undefined,
    'if only a person without administrator rights has': async (server) =>
      signInThroughApp(server, {}, true),
    'if the administrator signed in without an attempt of Dashboard’s': async (server) =>
      signInThroughApp(server, { email: testAdministrator.email }, false),
    'when the address has changed since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { identityProviderUri: 'https://b.example' });
    },
    'when the key has been replaced since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { signingKey: otherKey });
    },
    'when the issuer has been set since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { issuer: 'https://issuer.example' });
    },
    'when the audience has been set since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { audience: 'bi' });
    },
    'when the email attribute has changed since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { emailAttribute: 'mail' });
    },
    'when the settings changed between the start and the finish of that sign-in': async (
      server,
      admin,
    ) => {
      const browser = newBrowser(server.siteAddress);
      const toApp = new URL((await browser.get('auth/sso')).headers.get('location') ?? '');
      await admin.send('PATCH', 'api/settings/jwt', { identityProviderUri: 'https://b.example' });
      const token = await makeToken(server.clock, { email: testAdministrator.email });
      const state = { state: toApp.searchParams.get('state') ?? '' };
      expect((await browser.get(answerPath(token, state))).status).toBe(302);
    },
    'when a name attribute has changed since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { lastNameAttribute: 'roles' });
    },
    'when groups are synced since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { groupSync: true });
    },
    'when the maximum age was lowered since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      await admin.send('PATCH', 'api/settings/jwt', { maxAgeSeconds: 60 });
    },
    'when the groups claim is required since': async (server, admin) => {
      await signInThroughApp(server, { email: testAdministrator.email }, true);
      const patch = { groupSync: true, missingGroupsClaim: 'refuse' };
      await admin.send('PATCH', 'api/settings/jwt', patch);
    },
  };

  test.each(Object.entries(situations))('%s', async (_when, arrange) => {
    const { server, admin } = await administered(kind);
    await arrange(server, admin);
    expect(await switchOff(admin)).toBe('would_lock_out');
    const { enabled, keptOnBecause } = await (
      await admin.get('api/settings/password-login')
    ).json();
    expect([enabled, keptOnBecause]).toEqual([true, expect.any(String)]);
    expect(await withPassword(server)).toBe('200');
  });
});

describe.each(databaseKinds)('W3 password login is disabled, on %s', (kind) => {
  test('for everyone, with any password, and the administrator signs in through JWT', async () => {
    const { server, admin } = await proven(kind);
    expect(await switchOff(admin)).toBe('200');
    expect(await withPassword(server)).toBe('password_login_disabled');
    const wrong = { email: testAdministrator.email, password: 'not the password' };
    const refused = await newBrowser(server.siteAddress).send('POST', 'api/session', wrong);
    expect(await codeOf(refused)).toBe('password_login_disabled');
    const properties = await (await newBrowser(server.siteAddress).get('api/properties')).json();
    expect(properties.passwordLoginEnabled).toBe(false);
    const back = await signInThroughApp(server, { email: testAdministrator.email }, true);
    expect((await back.browser.get('api/settings/jwt')).status).toBe(200);
  });

  const changes: Record<string, object> = {
    'disabling JWT': { enabled: false },
    'another address': { identityProviderUri: 'https://b.example/in' },
    'another key': { signingKey: otherKey },
    'an issuer': { issuer: 'https://issuer.example' },
    'an audience': { audience: 'bi' },
    'another email attribute': { emailAttribute: 'mail' },
    'a required groups claim': { groupSync: true, missingGroupsClaim: 'refuse' },
  };

  test.each(Object.entries(changes))(
    'W4 %s is refused, and the administrator can still sign in; with password login enabled in the same step it is accepted',
    async (_what, patch) => {
      const { server, admin } = await proven(kind);
      await switchOff(admin);
      expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', patch))).toBe(
        'would_lock_out',
      );
      const back = await signInThroughApp(server, { email: testAdministrator.email }, true);
      expect((await back.browser.get('api/settings/jwt')).status).toBe(200);
      const together = { ...patch, passwordLoginEnabled: true };
      expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', together))).toBe('200');
      expect(await withPassword(server)).toBe('200');
    },
  );

  test('W4 a longer maximum age refuses no token, and is accepted', async () => {
    const { admin } = await proven(kind);
    await switchOff(admin);
    const patch = { maxAgeSeconds: 600 };
    expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', patch))).toBe('200');
  });

  test('W4 without a proven administrator, stricter changes are refused and others accepted', async () => {
    const { server, admin } = await proven(kind);
    await switchOff(admin);
    const rotation = { keepPreviousForSeconds: 60 };
    await admin.send('POST', 'api/settings/jwt/signing-key', rotation);
    server.clock.now += 61_000;
    for (const patch of [{ identityProviderUri: 'https://b.example/in' }, { enabled: false }])
      expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', patch))).toBe(
        'would_lock_out',
      );
    const { account } = await (await admin.get('api/session')).json();
    for (const [path, body, code] of [
      [`api/accounts/${account.id}`, { firstName: 'Ada' }, '200'],
      [`api/accounts/${account.id}`, { active: false }, 'last_administrator'],
      ['api/settings/jwt', { accountLimit: 100 }, '200'],
      ['api/settings/jwt', { issuer: 'https://i.example', passwordLoginEnabled: true }, '200'],
    ] as const)
      expect(await codeOf(await admin.send('PATCH', path, body))).toBe(code);
  });

  test('W4 a proof with the current key isn’t given up for a key that is being rotated out', async () => {
    const { server, admin } = await proven(kind);
    const created = await admin.send('POST', 'api/settings/jwt/signing-key', {
      keepPreviousForSeconds: 3600,
    });
    const { signingKey } = await created.json();
    const claims = { email: testAdministrator.email };
    await signInThroughApp(server, claims, true, signingKey);
    await signInThroughApp(server, claims, true);
    server.clock.now += 3_601_000;
    expect(await switchOff(admin)).toBe('200');
  });

  test('W4 the site’s address changes only to the administrator’s own address, and never to the app’s', async () => {
    const { server, admin } = await proven(kind);
    const change = async (siteAddress: string) =>
      codeOf(await admin.send('PATCH', 'api/settings/general', { siteAddress }));
    expect(await change('https://app.example.com/')).toBe('validation_failed');
    expect(await change('https://elsewhere.example/')).toBe('200');
    // It takes effect at the next start: no sign-in has happened there yet.
    expect(await switchOff(admin)).toBe('would_lock_out');
    expect(await change(server.siteAddress)).toBe('200');
    expect(await switchOff(admin)).toBe('200');
    expect(await change('https://other.example/')).toBe('would_lock_out');
    expect(await change(`${server.siteAddress}bi/`)).toBe('would_lock_out');
  });

  test('W4 a rotation that keeps the previous key is accepted, one that doesn’t is refused', async () => {
    const { server, admin } = await proven(kind);
    await switchOff(admin);
    const rotate = async (keepPreviousForSeconds: number) =>
      codeOf(await admin.send('POST', 'api/settings/jwt/signing-key', { keepPreviousForSeconds }));
    expect(await rotate(0)).toBe('would_lock_out');
    expect(await rotate(3600)).toBe('200');
    expect(await rotate(3600)).toBe('would_lock_out');
    const back = await signInThroughApp(server, { email: testAdministrator.email }, true);
    expect((await back.browser.get('api/settings/jwt')).status).toBe(200);
  });

  test('W4 the last administrator who can sign in is neither demoted, deactivated nor deleted, nor by a sync', async () => {
    const { server, admin } = await proven(kind);
    const { account } = await (await admin.get('api/session')).json();
    const administrators = account.groups.at(-1).id;
    // Another administrator, who has only a password.
    const other = { email: newEmail(), password: 'a password for tests' };
    const { id } = await (await admin.send('POST', 'api/accounts', other)).json();
    await admin.send('PUT', `api/groups/${administrators}/members/${id}`);
    // Groups are synced before, because the proof includes them.
    const mapped = { groupSync: true, groupMappings: { admins: [administrators] } };
    expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', mapped))).toBe('200');
    const groups = { email: testAdministrator.email, groups: ['admins'] };
    await signInThroughApp(server, groups, true);
    expect(await switchOff(admin)).toBe('200');
    for (const [method, path, body] of [
      ['DELETE', `api/groups/${administrators}/members/${account.id}`, undefined],
      ['PATCH', `api/accounts/${account.id}`, { active: false }],
      ['DELETE', `api/accounts/${account.id}`, undefined],
    ] as const) {
      expect(await codeOf(await admin.send(method, path, body))).toBe('would_lock_out');
    }
    const claims = { email: testAdministrator.email, groups: [] };
    const back = await signInThroughApp(server, claims, true);
    expect((await back.browser.get('api/settings/jwt')).status).toBe(200);
    // The other key can go: no sign-in depends on it.
    expect(await codeOf(await admin.send('DELETE', `api/accounts/${id}`))).toBe('204');
  });
});

/** Runs a command of the command line with the server's environment. */
async function command(server: TestServer, args: readonly string[], input = '') {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], { env: { ...server.environment } });
  child.stdin.end(input);
  const [printed, failed, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  return { printed, failed, code };
}

describe.each(databaseKinds)('W4 with password login enabled, on %s', (kind) => {
  test('an administrator without a password does not count: the last one with one stays', async () => {
    const { server, admin } = await administered(kind);
    const { account } = await (await admin.get('api/session')).json();
    const administrators = account.groups.at(-1).id;
    const { id } = await (await admin.send('POST', 'api/accounts', { email: newEmail() })).json();
    await admin.send('PUT', `api/groups/${administrators}/members/${id}`);
    const path = `api/accounts/${account.id}`;
    expect(await codeOf(await admin.send('PATCH', path, { active: false }))).toBe('would_lock_out');
    expect(await codeOf(await admin.send('DELETE', path))).toBe('would_lock_out');
    expect(await withPassword(server)).toBe('200');
  });
});

test.each(databaseKinds)(
  'W4 while JWT was never usable, an administrator can configure it with password login disabled, on %s',
  async (kind) => {
    const before = await startTestServer(kind, {
      ...{ DASHBOARD_JWT_ENABLED: '', DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '' },
      DASHBOARD_JWT_SIGNING_KEY: '',
    });
    const { cookies } = await signInAsAdministrator(before);
    await before.stop();
    const server = await startTestServer(kind, {
      ...before.environment,
      DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false',
    });
    expect(await withPassword(server)).toBe('password_login_disabled');
    const admin = newBrowser(server.siteAddress);
    for (const [name, value] of cookies) admin.cookies.set(name, value);
    expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', settings))).toBe('200');
    const issuer = { issuer: 'https://i.example' };
    expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', issuer))).toBe(
      'would_lock_out',
    );
    const { browser } = await signInThroughApp(server, { email: testAdministrator.email }, true);
    expect((await browser.get('api/settings/jwt')).status).toBe(200);
  },
);

describe.each(databaseKinds)('W5 recovery from the shell, on %s', (kind) => {
  test('gives a password to an administrator whose account was created through JWT, and to no other such account', async () => {
    const { server, admin } = await proven(kind);
    const { account } = await (await admin.get('api/session')).json();
    const administrators = account.groups.at(-1).id;
    const claims = { email: newEmail() };
    const other = await signInThroughApp(server, claims, true);
    const person = (await (await other.browser.get('api/session')).json()).account;
    const stranger = { email: newEmail() };
    await signInThroughApp(server, stranger, true);
    await admin.send('PUT', `api/groups/${administrators}/members/${person.id}`);
    await switchOff(admin);
    expect(await codeOf(await admin.send('DELETE', `api/accounts/${account.id}`))).toBe('204');
    const refused = await command(server, ['reset-password', stranger.email]);
    expect([refused.code, refused.failed]).toEqual([1, expect.stringContaining('no password')]);
    await command(server, ['password-login', 'enable']);
    const { printed } = await command(server, ['reset-password', person.email]);
    const password = /once: (\S+)/.exec(printed)?.[1] ?? '';
    const back = newBrowser(server.siteAddress);
    const body = { email: person.email, password };
    expect((await back.send('POST', 'api/session', body)).status).toBe(200);
    expect((await back.get('api/settings/jwt')).status).toBe(200);
    const own = { currentPassword: password, newPassword: 'a password of one’s own' };
    expect((await back.send('POST', 'api/account/password', own)).status).toBe(204);
  });

  test('enables password login next to the running server, and adds an audit row', async () => {
    const { server, admin } = await proven(kind);
    await switchOff(admin);
    expect(await withPassword(server)).toBe('password_login_disabled');
    const enabled = await command(server, ['password-login', 'enable']);
    expect([enabled.code, enabled.failed]).toEqual([0, '']);
    expect(await withPassword(server)).toBe('200');
    const { entries } = await (await admin.get('api/audit?action=password_login_changed')).json();
    expect(entries[0].actor).toEqual({ kind: 'shell', accountId: null, email: null });
  });

  test('overrides the environment until an administrator signs in through JWT', async () => {
    const { server } = await administered(kind, { DASHBOARD_PASSWORD_LOGIN_ENABLED: '' });
    await server.stop();
    const off = await startTestServer(kind, {
      ...server.environment,
      DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false',
    });
    expect(await withPassword(off)).toBe('password_login_disabled');
    const enabled = await command(off, ['password-login', 'enable']);
    expect(enabled.printed).toContain('overridden');
    expect(await withPassword(off)).toBe('200');
    await signInThroughApp(off, {}, false);
    expect(await withPassword(off)).toBe('200');
    // An unsolicited one proves nothing: without the override, all could be locked out again.
    await signInThroughApp(off, { email: testAdministrator.email }, false);
    expect(await withPassword(off)).toBe('200');
    await signInThroughApp(off, { email: testAdministrator.email }, true, otherKey);
    expect(await withPassword(off)).toBe('200');
    await signInThroughApp(off, { email: testAdministrator.email }, true);
    expect(await withPassword(off)).toBe('password_login_disabled');
  });

  test('prints a one-time password, to set a new one', async () => {
    const { server, admin } = await administered(kind);
    const { printed, code } = await command(server, ['reset-password', testAdministrator.email]);
    expect(code).toBe(0);
    const password = /once: (\S+)/.exec(printed)?.[1] ?? '';
    expect((await admin.get('api/session')).status).toBe(401);
    expect(await withPassword(server)).toBe('invalid_credentials');
    const once = { email: testAdministrator.email, password };
    const browsers = [1, 2].map(() => newBrowser(server.siteAddress));
    const answers = await Promise.all(
      browsers.map((browser) => browser.send('POST', 'api/session', once)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const [browser] = browsers.filter((_browser, index) => answers[index]?.status === 200);
    const session = await (await browser?.get('api/session'))?.json();
    expect(session.passwordChangeRequired).toBe(true);
    const newPassword = 'a password of one’s own';
    const change = { currentPassword: password, newPassword };
    expect((await browser?.send('POST', 'api/account/password', change))?.status).toBe(204);
    const own = { ...once, password: newPassword };
    const back = await newBrowser(server.siteAddress).send('POST', 'api/session', own);
    expect(back.status).toBe(200);
  });

  test('reads a password from standard input, with the server stopped, and reports errors', async () => {
    const { server } = await administered(kind);
    await server.stop();
    const email = testAdministrator.email;
    const weak = await command(server, ['reset-password', email, '--stdin'], 'short\n');
    expect([weak.code, weak.failed]).toEqual([1, expect.stringContaining('10')]);
    const nobody = await command(server, ['reset-password', 'nobody@example.com']);
    expect([nobody.code, nobody.failed]).toEqual([
      1,
      expect.stringContaining('No account has the email'),
    ]);
    const set = await command(server, ['reset-password', email, '--stdin'], 'from the shell 1\n');
    expect([set.code, set.failed]).toEqual([0, '']);
    const again = await startTestServer(kind, server.environment);
    const body = { email, password: 'from the shell 1' };
    const answer = await newBrowser(again.siteAddress).send('POST', 'api/session', body);
    expect(answer.status).toBe(200);
  });
});

test('W5 a command without a database says so in one line', async () => {
  const server = await startTestServer('sqlite');
  const environment = { ...server.environment, DASHBOARD_DATA_DIR: `${server.dataDir}/nothing` };
  const { code, failed } = await command({ ...server, environment }, ['password-login', 'enable']);
  expect([code, failed]).toEqual([1, expect.stringMatching(/^There is no Dashboard in .*\n$/)]);
});
