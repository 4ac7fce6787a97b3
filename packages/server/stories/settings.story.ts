import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import {
  startTestServer,
  testAdministrator,
  testEnvironment,
  testSigningKey,
} from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** A server whose JWT settings its administrator has saved, and that administrator, signed in. */
async function administered(kind: (typeof databaseKinds)[number]) {
  const server = await startTestServer(kind, {
    DASHBOARD_JWT_ENABLED: '',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '',
    DASHBOARD_JWT_SIGNING_KEY: '',
  });
  const browser = await signInAsAdministrator(server);
  return { server, browser };
}

describe.each(databaseKinds)('the JWT settings, on %s', (kind) => {
  test('are for administrators, from the site’s own pages', async () => {
    const server = await startTestServer(kind);
    const person = newBrowser(server.siteAddress);
    expect((await person.get('api/settings/jwt')).status).toBe(401);
    await person.get(answerPath(await makeToken(server.clock)));
    for (const [method, path] of [
      ['GET', 'api/settings/jwt'],
      ['PATCH', 'api/settings/jwt'],
      ['POST', 'api/settings/jwt/signing-key'],
    ] as const) {
      expect((await person.send(method, path, method === 'GET' ? undefined : {})).status).toBe(403);
    }
    const { browser } = await administered(kind);
    const foreign = await browser.send(
      'PATCH',
      'api/settings/jwt',
      { enabled: false },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect((await foreign.json()).error.code).toBe('cross_site_request');
  });

  test('can’t be enabled if a value is missing, and a refused change saves nothing', async () => {
    const { browser } = await administered(kind);
    const refused = await browser.send('PATCH', 'api/settings/jwt', {
      enabled: true,
      maxAgeSeconds: 60,
    });
    expect(refused.status).toBe(422);
    expect(Object.keys((await refused.json()).error.fields).sort()).toEqual([
      'identityProviderUri',
      'signingKey',
    ]);
    expect(await (await browser.get('api/settings/jwt')).json()).toMatchObject({
      enabled: false,
      maxAgeSeconds: 180,
    });
  });

  test.each([
    [{ tokenEndpoint: 'http://app.example.com/', issuer: 'x' }, 'tokenEndpoint'],
    [{ identityProviderUri: 'https://user@app.example.com/' }, 'identityProviderUri'],
    [{ identityProviderUri: 'https://app.example.com/#x' }, 'identityProviderUri'],
    [{ identityProviderUri: 'app.example.com' }, 'identityProviderUri'],
    [{ identityProviderUri: 'javascript:alert(1)' }, 'identityProviderUri'],
    [{ signingKey: 'too short' }, 'signingKey'],
    [{ maxAgeSeconds: 9 }, 'maxAgeSeconds'],
    [{ maxAgeSeconds: '60' }, 'maxAgeSeconds'],
    [{ enabled: 'yes' }, 'enabled'],
    [{ nothing: 1 }, 'nothing'],
    [{ groupMappings: { eng: [999] } }, 'groupMappings'],
    [{ emailAttribute: 'first_name' }, 'emailAttribute'],
  ])('refuse %j by name', async (patch, field) => {
    const { browser } = await administered(kind);
    const refused = await browser.send('PATCH', 'api/settings/jwt', patch);
    expect(refused.status).toBe(422);
    expect(Object.keys((await refused.json()).error.fields)).toContain(field);
  });

  test('N1, N2, N3 show a key once, store it encrypted, and accept it and, for a while, the previous one', async () => {
    const { server, browser } = await administered(kind);
    const first = await (await browser.send('POST', 'api/settings/jwt/signing-key', {})).json();
    expect(first.signingKey).toMatch(/^[0-9a-f]{64}$/);
    const enabled = await browser.send('PATCH', 'api/settings/jwt', {
      enabled: true,
      identityProviderUri: 'https://app.example.com/in',
      signingKey: '••••••••abcd',
    });
    const state = await enabled.json();
    expect(state.signingKey).toMatchObject({
      set: true,
      fingerprint: first.fingerprint,
      lastFour: first.signingKey.slice(-4),
    });
    expect(JSON.stringify(state)).not.toContain(first.signingKey);
    const stored = JSON.stringify(
      await server.database.read.selectFrom('signing_keys').selectAll().execute(),
    );
    expect(stored).not.toContain(first.signingKey);
    if (kind === 'sqlite')
      expect(
        readFileSync(join(server.dataDir, 'dashboard.sqlite-wal')).includes(first.signingKey),
      ).toBe(false);

    const signIn = async (key: string) =>
      (await newBrowser(server.siteAddress).get(answerPath(await makeToken(server.clock, {}, key))))
        .status;
    expect(await signIn(first.signingKey)).toBe(302);
    const second = await (
      await browser.send('POST', 'api/settings/jwt/signing-key', { keepPreviousForSeconds: 60 })
    ).json();
    expect([await signIn(first.signingKey), await signIn(second.signingKey)]).toEqual([302, 302]);
    server.clock.now += 61_000;
    expect([await signIn(first.signingKey), await signIn(second.signingKey)]).toEqual([401, 302]);
  });

  test('refuse a change of an outdated version', async () => {
    const { browser } = await administered(kind);
    const etag = (await browser.get('api/settings/jwt')).headers.get('etag') ?? '';
    expect(
      (await browser.send('PATCH', 'api/settings/jwt', { maxAgeSeconds: 60 }, { 'if-match': etag }))
        .status,
    ).toBe(200);
    const stale = await browser.send(
      'PATCH',
      'api/settings/jwt',
      { maxAgeSeconds: 90 },
      { 'if-match': etag },
    );
    expect([stale.status, (await stale.json()).error.code]).toEqual([412, 'changed_meanwhile']);
    expect((await (await browser.get('api/settings/jwt')).json()).maxAgeSeconds).toBe(60);
  });

  test('from the environment are shown locked and do not change', async () => {
    const server = await startTestServer(kind);
    const browser = await signInAsAdministrator(server);
    const { lockedByEnvironment } = await (await browser.get('api/settings/jwt')).json();
    expect(lockedByEnvironment.sort()).toEqual(['enabled', 'identityProviderUri', 'signingKey']);
    const refused = await browser.send('PATCH', 'api/settings/jwt', { enabled: false });
    expect([refused.status, (await refused.json()).error.code]).toEqual([
      409,
      'locked_by_environment',
    ]);
  });
});

describe.each(databaseKinds)('setup and passwords, on %s', (kind) => {
  test('create one first administrator, once for ever', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_ENABLED: '',
      DASHBOARD_ADMIN_EMAIL: '',
      DASHBOARD_ADMIN_PASSWORD: '',
      DASHBOARD_TRUST_PROXY: '',
    });
    const here = () => newBrowser(server.siteAddress, { address: null });
    const body = {
      email: 'First@Example.com',
      password: 'a password for tests',
      firstName: 'First',
      lastName: 'Person',
      siteName: 'Acme',
    };
    const weak = await here().send('POST', 'api/setup', {
      ...body,
      password: '1234567890',
    });
    expect((await weak.json()).error.fields).toEqual({
      password: expect.stringContaining('too common'),
    });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => here().send('POST', 'api/setup', body)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 403, 403, 403, 403]);
    const made = answers.find((answer) => answer.status === 201);
    const { account } = (await made?.json()) ?? {};
    expect(account).toMatchObject({
      email: 'first@example.com',
      isAdministrator: true,
      source: 'password',
    });
    expect(
      (await (await newBrowser(server.siteAddress).get('api/properties')).json()).siteName,
    ).toBe('Acme');
  });

  test('W1 respond the same to an unknown email, a wrong password and an account without one', async () => {
    const server = await startTestServer(kind);
    await newBrowser(server.siteAddress).get(
      answerPath(await makeToken(server.clock, { email: 'sso@example.com' })),
    );
    const bodies = [];
    for (const email of ['nobody@example.com', testAdministrator.email, 'sso@example.com']) {
      const refused = await newBrowser(server.siteAddress).send('POST', 'api/session', {
        email,
        password: 'a wrong password',
      });
      const { error } = await refused.json();
      bodies.push([refused.status, error.code, error.message, refused.headers.getSetCookie()]);
    }
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]?.slice(0, 2)).toEqual([401, 'invalid_credentials']);
  });

  test('X2 end a session at sign-out, after a day without use, or after two weeks', async () => {
    const server = await startTestServer(kind);
    const browser = await signInAsAdministrator(server);
    const stolen = newBrowser(server.siteAddress);
    for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
    for (let day = 0; day < 14; day += 0.9) {
      expect((await browser.get('api/session')).status).toBe(200);
      // The last use is written after the response.
      await expect
        .poll(
          async () =>
            (
              await server.database.read
                .selectFrom('sessions')
                .select('last_used_at')
                .executeTakeFirst()
            )?.last_used_at,
        )
        .toBe(server.clock.now);
      server.clock.now += 0.9 * 86_400_000;
    }
    expect((await browser.get('api/session')).status).toBe(401);
    const other = await signInAsAdministrator(server);
    server.clock.now += 86_400_000;
    expect((await other.get('api/session')).status).toBe(401);
    const third = await signInAsAdministrator(server);
    const cookies = new Map(third.cookies);
    expect((await third.send('DELETE', 'api/session')).status).toBe(204);
    for (const [name, value] of cookies) third.cookies.set(name, value);
    expect((await third.get('api/session')).status).toBe(401);
  });
});

test('F10 the server’s own log has no token, key, cookie or password in it, at any level', async () => {
  const environment = await testEnvironment('sqlite', { DASHBOARD_LOG_LEVEL: 'trace' });
  const child = spawn(
    process.execPath,
    [new URL('../src/main.ts', import.meta.url).pathname, 'start'],
    { env: environment },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  await expect.poll(() => log, { timeout: 60_000 }).toContain('Dashboard is ready');
  const siteAddress = `http://localhost:${environment.PORT}/`;
  const browser = newBrowser(siteAddress);
  const token = await makeToken({ now: Date.now() });
  await browser.get(answerPath(token, { return_to: '/question/1' }));
  await browser.get(`auth/sso?jwt=${token.slice(0, -3)}AAA`);
  await browser.send('POST', 'api/session', {
    email: testAdministrator.email,
    password: 'a secret that was mistyped',
  });
  await browser.send('POST', 'api/session', testAdministrator);
  await browser.send('POST', 'api/session', 'no JSON object');
  const secrets = [
    ...token.split('.').slice(1),
    testSigningKey,
    testAdministrator.password,
    'a secret that was mistyped',
    ...browser.cookies.values(),
  ];
  await expect.poll(() => log, { timeout: 60_000 }).toContain('/api/session');
  for (const secret of secrets) expect(log).not.toContain(secret);
});
