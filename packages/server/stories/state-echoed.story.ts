import { describe, expect, test } from 'vitest';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { newBrowser, type TestBrowser, toldIn } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

const json = { accept: 'application/json' };

/** Opens a page without a session, and goes to the authentication app. */
async function begin(browser: TestBrowser, page = 'question/1'): Promise<string> {
  const toSso = await browser.get(page);
  const toApp = await browser.get((toSso.headers.get('location') ?? '').slice(1));
  return new URL(toApp.headers.get('location') ?? '').searchParams.get('state') ?? '';
}

async function who(browser: TestBrowser): Promise<string | null> {
  const answer = await browser.get('api/session');
  return answer.status === 200 ? (await answer.json()).account.email : null;
}

/** The parameters with which the app redirects a person back. */
async function answer(server: TestServer, browser: TestBrowser, state: string, email = newEmail()) {
  const token = await makeToken(server.clock, { email });
  return browser.get(answerPath(token, { return_to: '/question/1', state }), json);
}

const attemptsOf = (browser: TestBrowser) =>
  [...browser.cookies].filter(([name]) => name.includes('dashboard_attempt_'));

describe.each(databaseKinds)(
  'S5, F7 an app that returns state has no disadvantage, on %s',
  (kind) => {
    test('signs in the first of eight tabs, and every other one redirects to its own page', async () => {
      const server = await startTestServer(kind);
      const browser = newBrowser(server.siteAddress);
      const states: string[] = [];
      for (let tab = 1; tab <= 8; tab += 1) states.push(await begin(browser, `question/${tab}`));
      const email = newEmail();
      for (const [index, state] of states.entries()) {
        const token = await makeToken(server.clock, { email });
        const done = await browser.get(answerPath(token, { state }), json);
        expect(done.headers.get('location')).toBe(`/question/${index + 1}`);
        expect(await who(browser)).toBe(email);
      }
      expect(attemptsOf(browser)).toEqual([]);
    });

    test('signs in a person who left the form open for 613 seconds', async () => {
      const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
      const browser = newBrowser(server.siteAddress);
      const state = await begin(browser);
      server.clock.now += 613_000;
      expect((await answer(server, browser, state)).headers.get('location')).toBe('/question/1');
      expect(await who(browser)).not.toBeNull();
    });

    test('signs in a person who left the form open for two hours, where unsolicited sign-ins are allowed', async () => {
      const server = await startTestServer(kind);
      const browser = newBrowser(server.siteAddress);
      const state = await begin(browser);
      server.clock.now += 2 * 3_600_000;
      expect((await answer(server, browser, state)).headers.get('location')).toBe('/question/1');
      expect(await who(browser)).not.toBeNull();
    });

    test('signs in a person who signed out, went back to the form and signed in again', async () => {
      const server = await startTestServer(kind);
      const browser = newBrowser(server.siteAddress);
      const email = newEmail();
      const state = await begin(browser);
      await answer(server, browser, state, email);
      expect((await browser.send('POST', 'auth/logout')).status).toBe(200);
      expect(await who(browser)).toBeNull();
      const again = await answer(server, browser, state, email);
      expect(again.headers.get('location')).toBe('/question/1');
      expect(await who(browser)).toBe(email);
    });

    test('signs in a person whose first response was lost, with its cookies', async () => {
      const server = await startTestServer(kind);
      const browser = newBrowser(server.siteAddress);
      const state = await begin(browser);
      const cookies = new Map(browser.cookies);
      await answer(server, browser, state);
      browser.cookies.clear();
      for (const [name, value] of cookies) browser.cookies.set(name, value);
      const email = newEmail();
      expect((await answer(server, browser, state, email)).status).toBe(302);
      expect(await who(browser)).toBe(email);
      expect(attemptsOf(browser)).toEqual([]);
    });

    test('asks for confirmation of an unknown state if the setting is confirm', async () => {
      const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'confirm' });
      const browser = newBrowser(server.siteAddress);
      const asked = await answer(server, browser, 'unknown');
      expect(asked.headers.get('location')).toBe('/auth/confirm');
      expect(await who(browser)).toBeNull();
    });

    test('confirms a sign-in whose attempt was used meanwhile', async () => {
      const server = await startTestServer(kind);
      const browser = newBrowser(server.siteAddress);
      const [first, second] = [newEmail(), newEmail()];
      const state = await begin(browser);
      const cookies = new Map(browser.cookies);
      await browser.get(answerPath(await makeToken(server.clock, { email: first })));
      const asked = await answer(server, browser, state, second);
      expect(asked.headers.get('location')).toBe('/auth/confirm');
      const copy = newBrowser(server.siteAddress);
      for (const [name, value] of cookies) copy.cookies.set(name, value);
      expect((await answer(server, copy, state)).status).toBe(302);
      const { signIn } = (await toldIn(await browser.get('auth/confirm'))).confirm;
      expect((await browser.post('auth/confirm', { sign_in: signIn })).status).toBe(303);
      expect(await who(browser)).toBe(second);
    });

    test.each([
      ['refuse', { DASHBOARD_JWT_IDP_INITIATED: 'refuse' }],
      ['PKCE', { DASHBOARD_JWT_FLOW: 'authorization_code_pkce' }],
    ])(
      'with %s an unknown state is refused, uses the token up, and one click starts again at the same place',
      async (_what, environment) => {
        const server = await startTestServer(kind, environment);
        const browser = newBrowser(server.siteAddress);
        const token = await makeToken(server.clock, { code_challenge: 'x' });
        const path = answerPath(token, { return_to: '/question/3', state: 'unknown' });
        const refused = await browser.get(path);
        expect(await toldIn(refused)).toMatchObject({
          code: 'state_mismatch',
          retryPath: '/auth/sso?return_to=%2Fquestion%2F3',
        });
        const used = await server.database.read.selectFrom('used_tokens').selectAll().execute();
        expect(used).toHaveLength(2);
      },
    );

    test('redirects the account that is signed in already, with any setting, and syncs nothing', async () => {
      const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
      const browser = newBrowser(server.siteAddress);
      const email = newEmail();
      await answer(server, browser, await begin(browser), email);
      const session = browser.cookies.get('dashboard_session');
      for (const parameters of [{ state: 'unknown' }, {}]) {
        const token = await makeToken(server.clock, { email, department: 'Sales' });
        const path = answerPath(token, { return_to: '/question/2', ...parameters });
        expect((await browser.get(path)).headers.get('location')).toBe('/question/2');
      }
      expect(browser.cookies.get('dashboard_session')).toBe(session);
      expect((await (await browser.get('api/session')).json()).account.attributes).toEqual({});
    });
  },
);

test('S5 does not change cookies with names similar to ours', async () => {
  const server = await startTestServer('sqlite');
  for (const name of [
    'dashboard_attempt_é',
    'dashboard_attempt_x',
    'dashboard_attempt_a b',
    'dashboard_attempt_0123456789abc',
  ]) {
    const answered = await fetch(new URL('auth/sso', server.siteAddress), {
      redirect: 'manual',
      headers: { cookie: Buffer.from(`${name}=x`).toString('latin1') },
    });
    expect(answered.status).toBe(302);
    expect(answered.headers.getSetCookie()).toHaveLength(1);
  }
});

test('S5 writes nothing to the database, however many sign-ins start', async () => {
  const server = await startTestServer('sqlite');
  const db = server.database.read;
  const rows = async () =>
    Promise.all(
      (
        [
          'sign_ins',
          'parked_sign_ins',
          'taken_attempts',
          'used_tokens',
          'audit',
          'password_tries',
          'sessions',
        ] as const
      ).map(async (table) => (await db.selectFrom(table).selectAll().execute()).length),
    );
  const before = await rows();
  const browser = newBrowser(server.siteAddress);
  for (let start = 0; start < 100; start += 1) {
    server.clock.now += 10;
    expect((await browser.get(`auth/sso?return_to=/question/${start}`)).status).toBe(302);
  }
  expect(await rows()).toEqual(before);
  const bytes = attemptsOf(browser).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 3,
    0,
  );
  expect(bytes).toBeLessThanOrEqual(6 * 1024);
  expect(attemptsOf(browser).length).toBeGreaterThanOrEqual(8);
});
