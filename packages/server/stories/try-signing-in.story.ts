import { describe, expect, test } from 'vitest';
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

const jwtForm = '/admin/settings/authentication/jwt';

/** A server whose settings the administrator has saved, with JWT enabled, and that administrator. */
async function administered(kind: DatabaseKind, more: object = {}) {
  const server = await startTestServer(kind, {
    DASHBOARD_JWT_ENABLED: '',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '',
    DASHBOARD_JWT_SIGNING_KEY: '',
  });
  const admin = await signInAsAdministrator(server);
  const settings = {
    enabled: true,
    identityProviderUri: 'https://app.example.com/in?tenant=abc',
    signingKey: testSigningKey,
    ...more,
  };
  expect((await admin.send('PATCH', 'api/settings/jwt', settings)).status).toBe(200);
  return { server, admin };
}

/** Presses the button. @returns the address of the redirect */
async function startTrial(admin: TestBrowser): Promise<URL> {
  const answer = await admin.send('POST', 'api/settings/jwt/try-sign-in');
  expect(answer.status).toBe(200);
  return new URL((await answer.json()).location);
}

/**
 * Returns from an app that doesn't return `state`, as the administrator unless `claims` say
 * otherwise.
 */
async function comeBack(server: TestServer, browser: TestBrowser, claims: object = {}) {
  const token = await makeToken(server.clock, { email: testAdministrator.email, ...claims });
  return browser.get(answerPath(token));
}

async function switchOff(admin: TestBrowser) {
  return codeOf(await admin.send('PATCH', 'api/settings/password-login', { enabled: false }));
}

describe.each(databaseKinds)('W4 Try signing in, on %s', (kind) => {
  test.each(['allow', 'confirm'])(
    'an app that doesn’t return state proves the settings, with idpInitiated %s',
    async (idpInitiated) => {
      const { server, admin } = await administered(kind, { idpInitiated });
      expect(await switchOff(admin)).toBe('would_lock_out');
      const toApp = await startTrial(admin);
      expect(toApp.href).toMatch(/^https:\/\/app\.example\.com\/in\?tenant=abc&return_to=/);
      expect(toApp.searchParams.get('return_to')).toBe(jwtForm);
      const back = await comeBack(server, admin);
      expect([back.status, back.headers.get('location')]).toEqual([302, jwtForm]);
      const { session } = await (await admin.get('api/session')).json();
      expect(session.signedInVia).toBe('jwt');
      const { provenAdministrators } = await (
        await admin.get('api/settings/password-login')
      ).json();
      expect(provenAdministrators).toMatchObject([{ email: testAdministrator.email }]);
      expect(await switchOff(admin)).toBe('200');
      const { entries } = await (await admin.get('api/audit?action=sign_in_trial_started')).json();
      expect(entries).toMatchObject([
        { actor: { kind: 'account', email: testAdministrator.email }, subject: { name: 'jwt' } },
      ]);
    },
  );

  test('an app that returns state proves the settings too, in both flows', async () => {
    const { server, admin } = await administered(kind, { flow: 'authorization_code_pkce' });
    const toApp = await startTrial(admin);
    const claims = {
      email: testAdministrator.email,
      code_challenge: toApp.searchParams.get('code_challenge'),
    };
    const state = { state: toApp.searchParams.get('state') ?? '' };
    const back = await admin.get(answerPath(await makeToken(server.clock, claims), state));
    expect([back.status, back.headers.get('location')]).toEqual([302, jwtForm]);
    expect(await switchOff(admin)).toBe('200');
  });

  const worthless: Record<string, (server: TestServer, admin: TestBrowser) => Promise<unknown>> = {
    'a token that comes back without a trial': async (server, admin) => comeBack(server, admin),
    'a token that comes back after ten minutes': async (server, admin) => {
      await startTrial(admin);
      server.clock.now += 601_000;
      await comeBack(server, admin);
    },
    'a token of another person': async (server, admin) => {
      await startTrial(admin);
      await comeBack(server, admin, { email: newEmail() });
    },
    'a token that another browser brings': async (server, admin) => {
      await startTrial(admin);
      await comeBack(server, newBrowser(server.siteAddress));
    },
    'a trial whose cookies are planted in another session of the same administrator': async (
      server,
      admin,
    ) => {
      const other = await signInAsAdministrator(server);
      const [session = ''] = [...admin.cookies.keys()].filter((name) => name.endsWith('_session'));
      await startTrial(other);
      for (const [name, value] of other.cookies)
        if (name !== session) admin.cookies.set(name, value);
      await comeBack(server, admin);
    },
    'an attempt that any link can start': async (server, admin) => {
      const stranger = newBrowser(server.siteAddress);
      await stranger.get(`auth/sso?return_to=${jwtForm}`);
      for (const [name, value] of stranger.cookies) admin.cookies.set(name, value);
      await comeBack(server, admin);
    },
    'a token after other settings were saved': async (server, admin) => {
      await startTrial(admin);
      const elsewhere = { identityProviderUri: 'https://b.example/in' };
      await admin.send('PATCH', 'api/settings/jwt', elsewhere);
      await comeBack(server, admin);
    },
    'an app without state where idpInitiated is refuse': async (server, admin) => {
      await admin.send('PATCH', 'api/settings/jwt', { idpInitiated: 'refuse' });
      await startTrial(admin);
      await comeBack(server, admin);
    },
  };

  test.each(Object.entries(worthless))('%s proves nothing', async (_what, arrange) => {
    const { server, admin } = await administered(kind);
    await arrange(server, admin);
    const again = await signInAsAdministrator(server);
    expect(await switchOff(again)).toBe('would_lock_out');
  });

  test('a proof without state is lost if unsolicited sign-ins are refused', async () => {
    const { server, admin } = await administered(kind);
    await startTrial(admin);
    await comeBack(server, admin);
    expect(await switchOff(admin)).toBe('200');
    const refuse = { idpInitiated: 'refuse' };
    const change = async (patch: object) =>
      codeOf(await admin.send('PATCH', 'api/settings/jwt', patch));
    expect(await change(refuse)).toBe('would_lock_out');
    expect(await change({ idpInitiated: 'confirm' })).toBe('200');
    expect(await change({ ...refuse, passwordLoginEnabled: true })).toBe('200');
    expect(await switchOff(admin)).toBe('would_lock_out');
  });

  test('a proof with state stays after a later trial without state', async () => {
    const { server, admin } = await administered(kind);
    const toApp = await startTrial(admin);
    const token = await makeToken(server.clock, { email: testAdministrator.email });
    const state = { state: toApp.searchParams.get('state') ?? '' };
    expect((await admin.get(answerPath(token, state))).status).toBe(302);
    await startTrial(admin);
    expect((await comeBack(server, admin)).status).toBe(302);
    expect(await switchOff(admin)).toBe('200');
    const refuse = { idpInitiated: 'refuse' };
    expect(await codeOf(await admin.send('PATCH', 'api/settings/jwt', refuse))).toBe('200');
  });

  test('it needs JWT, an administrator and a page of this site', async () => {
    const { server, admin } = await administered(kind);
    const path = 'api/settings/jwt/try-sign-in';
    const crossSite = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
    expect(await codeOf(await admin.send('POST', path, undefined, crossSite))).toBe(
      'cross_site_request',
    );
    expect(await codeOf(await admin.send('POST', path, { nothing: 1 }))).toBe('validation_failed');
    const person = newBrowser(server.siteAddress);
    await comeBack(server, person, { email: newEmail() });
    expect(await codeOf(await person.send('POST', path))).toBe('not_allowed');
    await admin.send('PATCH', 'api/settings/jwt', { enabled: false });
    expect(await codeOf(await admin.send('POST', path))).toBe('sso_not_configured');
  });
});
