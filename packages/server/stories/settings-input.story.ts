import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { codeOf, newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, testSigningKey } from '../src/testing/test-server.ts';

const withoutJwt = {
  DASHBOARD_JWT_ENABLED: '',
  DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '',
  DASHBOARD_JWT_SIGNING_KEY: '',
};

describe.each(databaseKinds)('settings as they are entered, on %s', (kind) => {
  /** A server whose settings the administrator has saved, and that administrator. */
  async function administered(environment: Record<string, string> = {}) {
    const server = await startTestServer(kind, { ...withoutJwt, ...environment });
    const admin = await signInAsAdministrator(server);
    const change = (patch: object) => admin.send('PATCH', 'api/settings/jwt', patch);
    const signsInWith = async (key: string) => {
      const token = await makeToken(server.clock, {}, key);
      return codeOf(
        await newBrowser(server.siteAddress).get(answerPath(token), { accept: 'application/json' }),
      );
    };
    return { server, admin, change, signsInWith };
  }

  test('N1 a signing key with white space at its ends is trimmed in a PATCH and in a POST', async () => {
    const { admin, change, signsInWith } = await administered();
    const identityProviderUri = 'https://app.example.com/in';
    const patch = { enabled: true, identityProviderUri, signingKey: `  ${testSigningKey}\r\n` };
    const changed = await (await change(patch)).json();
    expect(changed.signingKey.lastFour).toBe(testSigningKey.slice(-4));
    expect(await signsInWith(testSigningKey)).toBe('302');
    const other = 'another signing key for tests, of many bytes';
    const created = await admin.send('POST', 'api/settings/jwt/signing-key', { key: `${other}\n` });
    expect(await created.json()).toMatchObject({ signingKey: other });
    expect(await signsInWith(other)).toBe('302');
  });

  test.each([
    ['too short', 'at least 32 bytes'],
    [`${' '.repeat(32)}`, null],
    [`short${' '.repeat(40)}`, 'at least 32 bytes'],
    ['0123456'.repeat(10), 'at least 10 different characters'],
  ])('N1 the key %j is refused, or does not change the key', async (key, words) => {
    const { admin, change } = await administered();
    const patched = await change({ signingKey: key });
    const posted = await admin.send('POST', 'api/settings/jwt/signing-key', { key });
    if (words === null) {
      expect((await patched.json()).signingKey.set).toBe(false);
    } else {
      expect((await patched.json()).error.fields.signingKey).toContain(words);
      expect((await posted.json()).error.fields.key).toContain(words);
    }
  });

  test.each([
    [`"${testSigningKey}"`, 'quotation mark'],
    [`SIGNING_KEY=${testSigningKey}`, 'NAME=value'],
  ])('N1 the key %j is saved with a warning', async (key, words) => {
    const { admin, change } = await administered();
    const posted = await admin.send('POST', 'api/settings/jwt/signing-key', { key });
    expect((await posted.json()).warning).toContain(words);
    const changed = await change({ signingKey: key });
    expect((await changed.json()).warnings.signingKey).toContain(words);
    expect((await (await admin.get('api/settings/jwt')).json()).warnings).toEqual({
      signingKey: expect.stringContaining(words),
    });
  });

  test('text settings are trimmed, and an empty optional one counts as none', async () => {
    const { change } = await administered();
    const changed = await change({
      emailAttribute: ' email ',
      groupsAttribute: 'groups\n',
      issuer: ' https://issuer.example ',
      audience: '  ',
      logoutUri: '',
      identityProviderUri: ' https://app.example.com/in ',
      groupMappings: { ' eng ': [1] },
    });
    expect(await changed.json()).toMatchObject({
      emailAttribute: 'email',
      groupsAttribute: 'groups',
      issuer: 'https://issuer.example',
      audience: null,
      logoutUri: null,
      identityProviderUri: 'https://app.example.com/in',
      groupMappings: { eng: [1] },
    });
  });

  test.each([
    [{ emailAttribute: '   ' }, 'emailAttribute'],
    [{ scope: '  ' }, 'scope'],
    [{ clientId: ' x ' }, 'clientId'],
    [{ groupMappings: { ' ': [1] } }, 'groupMappings'],
    [{ groupMappings: { eng: [1], 'eng ': [2] } }, 'groupMappings'],
    [{ lastNameAttribute: ' email ' }, 'emailAttribute'],
  ])('%j is refused by name', async (patch, field) => {
    const { change } = await administered();
    const refused = await change(patch);
    expect(refused.status).toBe(422);
    expect(Object.keys((await refused.json()).error.fields)).toEqual([field]);
  });

  test('the site name is trimmed', async () => {
    const { admin } = await administered();
    const changed = await admin.send('PATCH', 'api/settings/general', { siteName: ' Acme  ' });
    expect((await changed.json()).siteName).toBe('Acme');
  });

  test('an app on plain http is accepted with a warning if the site itself is on http', async () => {
    const { change } = await administered();
    const identityProviderUri = 'http://auth.intranet.local/login';
    const changed = await (await change({ identityProviderUri })).json();
    expect(changed.identityProviderUri).toBe(identityProviderUri);
    expect(changed.warnings.identityProviderUri).toContain('https://');
    const endpoint = { tokenEndpoint: 'http://auth.intranet.local/token', issuer: 'x' };
    expect(await codeOf(await change(endpoint))).toBe('validation_failed');
  });

  test('the address of an app on plain http keeps the site from moving to https', async () => {
    const { admin, change } = await administered();
    expect((await change({ identityProviderUri: 'http://auth.intranet.local/in' })).status).toBe(
      200,
    );
    const moved = await admin.send('PATCH', 'api/settings/general', {
      siteAddress: 'https://bi.example.com/',
    });
    expect((await moved.json()).error.fields.siteAddress).toContain('http://');
  });

  test('a PATCH that repeats a value of the environment changes nothing, and another value is 409', async () => {
    const mappings = '{"eng":["Engineers"]}';
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_GROUP_MAPPINGS: mappings,
      DASHBOARD_SITE_NAME: 'Acme',
      DASHBOARD_PASSWORD_LOGIN_ENABLED: 'true',
    });
    const admin = await signInAsAdministrator(server);
    const read = await (await admin.get('api/settings/jwt')).json();
    const { enabled, identityProviderUri, groupMappings, maxAgeSeconds } = read;
    const same = { enabled, identityProviderUri: ` ${identityProviderUri}`, groupMappings };
    const repeated = await admin.send('PATCH', 'api/settings/jwt', {
      ...same,
      signingKey: testSigningKey,
      maxAgeSeconds: maxAgeSeconds + 1,
      passwordLoginEnabled: true,
    });
    expect((await repeated.json()).maxAgeSeconds).toBe(maxAgeSeconds + 1);
    const { entries } = await (await admin.get('api/audit?action=jwt_settings_changed')).json();
    expect(entries.map(({ after }: { after: object }) => Object.keys(after))).toEqual([
      ['maxAgeSeconds'],
    ]);
    for (const patch of [
      { enabled: false },
      { groupMappings: {} },
      { signingKey: 'another signing key for tests, of many bytes' },
      { passwordLoginEnabled: false },
    ])
      expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', patch))).toBe(
        'locked_by_environment',
      );
    const passwordLogin = async (on: boolean) =>
      codeOf(await admin.send('PATCH', 'api/settings/password-login', { enabled: on }));
    expect([await passwordLogin(true), await passwordLogin(false)]).toEqual([
      '200',
      'locked_by_environment',
    ]);
    const general = async (siteName: string) =>
      codeOf(await admin.send('PATCH', 'api/settings/general', { siteName }));
    expect([await general('Acme'), await general('Other')]).toEqual([
      '200',
      'locked_by_environment',
    ]);
  });

  test('S9 setup and a password sign-in both count as the last sign-in', async () => {
    const server = await startTestServer(kind, {
      ...withoutJwt,
      DASHBOARD_ADMIN_EMAIL: '',
      DASHBOARD_ADMIN_PASSWORD: '',
      DASHBOARD_TRUST_PROXY: '',
    });
    const admin = newBrowser(server.siteAddress, { address: null });
    const first = { email: 'first@example.com', password: 'a password for tests' };
    const names = { firstName: 'First', lastName: 'Person' };
    expect((await admin.send('POST', 'api/setup', { ...first, ...names })).status).toBe(201);
    const lastSignInAt = async () =>
      Date.parse((await (await admin.get('api/session')).json()).account.lastSignInAt);
    expect(await lastSignInAt()).toBe(server.clock.now);
    server.clock.now += 60_000;
    expect((await admin.send('POST', 'api/session', first)).status).toBe(200);
    expect(await lastSignInAt()).toBe(server.clock.now);
  });

  test('S8 the first key replaces none, as its audit row says, and the second one replaces the first', async () => {
    const { admin } = await administered();
    const audit = async () => {
      const { entries } = await (await admin.get('api/audit')).json();
      return entries.filter(({ action }: { action: string }) => action.startsWith('signing_key'));
    };
    const first = await (await admin.send('POST', 'api/settings/jwt/signing-key', {})).json();
    expect(await audit()).toMatchObject([
      { action: 'signing_key_set', before: null, after: { fingerprint: first.fingerprint } },
    ]);
    expect((await audit())[0].after).toEqual({ fingerprint: first.fingerprint });
    const second = await (await admin.send('POST', 'api/settings/jwt/signing-key', {})).json();
    const [latest] = await audit();
    expect(latest).toMatchObject({
      action: 'signing_key_replaced',
      before: { fingerprint: first.fingerprint },
      after: { fingerprint: second.fingerprint, previousValidUntil: expect.any(String) },
    });
    await admin.send('POST', 'api/settings/jwt/signing-key', { keepPreviousForSeconds: 0 });
    expect(Object.keys((await audit())[0].after)).toEqual(['fingerprint']);
  });
});
