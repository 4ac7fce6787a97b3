import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser, toldIn } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testSigningKey } from '../src/testing/test-server.ts';

const json = { accept: 'application/json' };
const pkce = { DASHBOARD_JWT_FLOW: 'authorization_code_pkce' };

/** Opens the authentication app, and returns the parameters it received. */
async function begin(browser: TestBrowser, returnTo = '/question/1') {
  const toApp = await browser.get(`auth/sso?return_to=${encodeURIComponent(returnTo)}`);
  const sent = new URL(toApp.headers.get('location') ?? '').searchParams;
  return { state: sent.get('state') ?? '', challenge: sent.get('code_challenge') ?? '', sent };
}

/** Clicks the button of the confirmation page. */
async function confirm(browser: TestBrowser) {
  const { signIn } = (await toldIn(await browser.get('auth/confirm'))).confirm;
  return browser.post('auth/confirm', { sign_in: signIn });
}

async function who(browser: TestBrowser): Promise<string | null> {
  const answer = await browser.get('api/session');
  return answer.status === 200 ? (await answer.json()).account.email : null;
}

async function tables(server: TestServer) {
  const db = server.database.read;
  return {
    sessions: (await db.selectFrom('sessions').select('id').execute()).length,
    used: (await db.selectFrom('used_tokens').select('use_key').execute()).length,
  };
}

describe.each(databaseKinds)('the flow with PKCE, on %s', (kind) => {
  test('S3, K1 sends a challenge, and signs in with a token that contains it', async () => {
    const server = await startTestServer(kind, pkce);
    const browser = newBrowser(server.siteAddress);
    const { state, challenge, sent } = await begin(browser);
    expect([sent.get('code_challenge_method'), challenge]).toEqual([
      'S256',
      expect.stringMatching(/^[\w-]{43}$/),
    ]);
    const token = await makeToken(server.clock, { code_challenge: challenge });
    const answer = await browser.get(answerPath(token, { state }));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/question/1']);
    expect((await (await browser.get('api/session')).json()).account.attributes).toEqual({});
    // The same token again in its own browser opens no second session.
    expect((await browser.get(answerPath(token, { state }))).status).toBe(302);
    expect((await tables(server)).sessions).toBe(1);
  });

  test('K2 finds the attempt by its challenge if the app returns no state', async () => {
    const server = await startTestServer(kind, pkce);
    const browser = newBrowser(server.siteAddress);
    await begin(browser);
    const { challenge } = await begin(browser);
    const token = await makeToken(server.clock, { code_challenge: challenge });
    expect((await browser.get(answerPath(token))).status).toBe(302);
    expect([...browser.cookies.keys()].filter((name) => name.includes('attempt'))).toHaveLength(1);
  });

  const refusals: Record<string, (own: string, other: string) => [unknown, string]> = {
    'no claim': () => [undefined, 'pkce_required'],
    'a claim that is not text': () => [7, 'pkce_required'],
    'an empty claim': () => ['', 'pkce_mismatch'],
    'another attempt’s challenge': (_own, other) => [other, 'pkce_mismatch'],
    'the challenge with padding': (own) => [`${own}=`, 'pkce_mismatch'],
  };

  test.each(Object.entries(refusals))(
    'K2 refuses a token with %s, and uses it up',
    async (_what, make) => {
      const server = await startTestServer(kind, pkce);
      const browser = newBrowser(server.siteAddress);
      const first = await begin(browser);
      const second = await begin(browser);
      const [claim, code] = make(second.challenge, first.challenge);
      const token = await makeToken(server.clock, { code_challenge: claim });
      const refused = await browser.get(answerPath(token, { state: second.state }), json);
      expect(await codeOf(refused)).toBe(code);
      expect(await who(browser)).toBeNull();
      expect((await tables(server)).used).toBe(2);
    },
  );

  test('K2 a stolen token does not work in another browser', async () => {
    const server = await startTestServer(kind, pkce);
    const { challenge, state } = await begin(newBrowser(server.siteAddress));
    const thief = newBrowser(server.siteAddress);
    await begin(thief);
    const token = await makeToken(server.clock, { code_challenge: challenge });
    expect(await codeOf(await thief.get(answerPath(token), json))).toBe('pkce_mismatch');
    const again = await makeToken(server.clock, { code_challenge: challenge });
    expect(await codeOf(await thief.get(answerPath(again, { state }), json))).toBe(
      'state_mismatch',
    );
  });

  test('K2 an attempt of more than sixty minutes ago has expired', async () => {
    const server = await startTestServer(kind, pkce);
    const browser = newBrowser(server.siteAddress);
    const { challenge } = await begin(browser);
    server.clock.now += 3_600_001;
    const token = await makeToken(server.clock, { code_challenge: challenge });
    expect(await codeOf(await browser.get(answerPath(token), json))).toBe('pkce_mismatch');
  });

  test('two tabs at once both end at their own page', async () => {
    const server = await startTestServer(kind, pkce);
    const browser = newBrowser(server.siteAddress);
    const tabs = [await begin(browser, '/question/1'), await begin(browser, '/question/2')];
    const email = newEmail();
    const places = await Promise.all(
      tabs.map(async ({ challenge, state }) => {
        const token = await makeToken(server.clock, { email, code_challenge: challenge });
        return (await browser.get(answerPath(token, { state }))).headers.get('location');
      }),
    );
    expect(places).toEqual(['/question/1', '/question/2']);
  });
});

describe.each(databaseKinds)('F7 an unsolicited sign-in, on %s', (kind) => {
  test('is refused if the settings say so, and a solicited one is not', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
    const browser = newBrowser(server.siteAddress);
    const stray = await browser.get(answerPath(await makeToken(server.clock)), json);
    expect(await codeOf(stray)).toBe('unsolicited');
    const { state } = await begin(browser);
    // An attempt that merely exists proves nothing: any page can plant one.
    const second = await browser.get(answerPath(await makeToken(server.clock)), json);
    expect(await codeOf(second)).toBe('unsolicited');
    const token = await makeToken(server.clock);
    expect((await browser.get(answerPath(token, { state }))).status).toBe(302);
  });

  test('needs confirmation if the settings say so; a click signs in, once, in this browser only', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'confirm' });
    const browser = newBrowser(server.siteAddress);
    const email = newEmail();
    const token = await makeToken(server.clock, { email });
    const asked = await browser.get(answerPath(token, { return_to: '/question/2' }));
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/auth/confirm']);
    expect(await tables(server)).toEqual({ sessions: 0, used: 0 });
    const page = await browser.get('auth/confirm');
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect((await toldIn(page)).confirm).toMatchObject({ email, currentEmail: null });
    expect(await who(browser)).toBeNull();
    const elsewhere = newBrowser(server.siteAddress);
    expect(await codeOf(await elsewhere.send('POST', 'auth/confirm'))).toBe('ticket_invalid');
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
    expect(await codeOf(await browser.send('POST', 'auth/confirm', undefined, foreign))).toBe(
      'cross_site_request',
    );
    // A form that names no sign-in is not from the confirmation page.
    expect(await codeOf(await browser.send('POST', 'auth/confirm'))).toBe('ticket_invalid');
    expect(await codeOf(await browser.post('auth/confirm', {}))).toBe('ticket_invalid');
    expect(await who(browser)).toBeNull();
    const cookies = new Map(browser.cookies);
    const { signIn } = (await toldIn(await browser.get('auth/confirm'))).confirm;
    const yes = await browser.post('auth/confirm', { sign_in: signIn });
    expect([yes.status, yes.headers.get('location')]).toEqual([303, '/question/2']);
    expect(await who(browser)).toBe(email);
    const copy = newBrowser(server.siteAddress);
    for (const [name, value] of cookies) copy.cookies.set(name, value);
    expect(await codeOf(await copy.post('auth/confirm', { sign_in: signIn }))).toBe(
      'ticket_invalid',
    );
    const replayed = await newBrowser(server.siteAddress).get(answerPath(token), json);
    expect(replayed.status).toBe(303);
  });

  test('F7 a sign-in pending confirmation is refused if the key or the settings changed meanwhile', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_SIGNING_KEY: '',
      DASHBOARD_JWT_ENABLED: '',
    });
    const admin = await signInAsAdministrator(server);
    const change = (patch: object) => admin.send('PATCH', 'api/settings/jwt', patch);
    await change({ enabled: true, signingKey: testSigningKey, idpInitiated: 'confirm' });
    const parked = async (key?: string) => {
      const browser = newBrowser(server.siteAddress);
      const asked = await browser.get(answerPath(await makeToken(server.clock, {}, key)));
      expect(asked.headers.get('location')).toBe('/auth/confirm');
      const { signIn } = (await toldIn(await browser.get('auth/confirm'))).confirm;
      return { browser, click: () => browser.post('auth/confirm', { sign_in: signIn }) };
    };
    const newKey = 'another signing key for tests, of many bytes…';
    for (const [patch, code, key] of [
      [{ signingKey: newKey }, 'token_signature', testSigningKey],
      [{ audience: 'http://somewhere.example' }, 'ticket_invalid', newKey],
    ] as const) {
      const { browser, click } = await parked(key);
      await change(patch);
      expect(await codeOf(await click())).toBe(code);
      expect((await browser.get('api/session')).status).toBe(401);
    }
    await change({ audience: null });
    const late = await parked(newKey);
    await change({ idpInitiated: 'refuse' });
    expect(await codeOf(await late.click())).toBe('ticket_invalid');
  });

  test('a click on a confirmation page that another sign-in has replaced is refused', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'confirm' });
    const browser = newBrowser(server.siteAddress);
    const signInAskedAbout = async () =>
      (await toldIn(await browser.get('auth/confirm'))).confirm.signIn;
    const click = (signIn: string) => browser.post('auth/confirm', { sign_in: signIn });
    await browser.get(answerPath(await makeToken(server.clock)));
    const older = await signInAskedAbout();
    await browser.get(answerPath(await makeToken(server.clock)));
    const newer = await signInAskedAbout();
    expect(newer).not.toBe(older);
    expect(await codeOf(await click(older))).toBe('ticket_invalid');
    expect((await tables(server)).sessions).toBe(0);
    const yes = await click(newer);
    expect(yes.status).toBe(303);
    expect(yes.headers.get('cache-control')).toBe('no-store');
    expect(yes.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('expires after five minutes', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'confirm' });
    const browser = newBrowser(server.siteAddress);
    await browser.get(answerPath(await makeToken(server.clock)));
    server.clock.now += 299_000;
    const { signIn } = (await toldIn(await browser.get('auth/confirm'))).confirm;
    server.clock.now += 2_000;
    expect((await browser.get('auth/confirm')).status).toBe(401);
    const late = await browser.post('auth/confirm', { sign_in: signIn });
    expect(await codeOf(late)).toBe('ticket_invalid');
  });

  test('never replaces the signed-in person without confirmation, with any settings', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const [first, second] = [newEmail(), newEmail()];
    await browser.get(answerPath(await makeToken(server.clock, { email: first })));
    const asked = await browser.get(answerPath(await makeToken(server.clock, { email: second })));
    expect(asked.headers.get('location')).toBe('/auth/confirm');
    expect(await who(browser)).toBe(first);
    await confirm(browser);
    expect(await who(browser)).toBe(second);
    expect((await tables(server)).sessions).toBe(1);
  });
});

describe.each(databaseKinds)('F9 a token that the app posts, on %s', (kind) => {
  const post = (browser: TestBrowser, form: Record<string, string>) =>
    browser.post('auth/sso', form, 'https://app.example.com');

  test('is stored until the browser returns with its own cookies, and then continues like any other', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
    const browser = newBrowser(server.siteAddress);
    const { state } = await begin(browser, '/question/2');
    const token = await makeToken(server.clock, { big: 'x'.repeat(20_000) });
    const parked = await post(browser, { jwt: token, state });
    expect(parked.status).toBe(303);
    const location = parked.headers.get('location') ?? '';
    expect(location).toMatch(/^\/auth\/sso\?ticket=[\w-]{43}$/);
    const elsewhere = newBrowser(server.siteAddress);
    expect(await codeOf(await elsewhere.get(location.slice(1), json))).toBe('ticket_invalid');
    const cookies = new Map(browser.cookies);
    const done = await browser.get(location.slice(1));
    expect([done.status, done.headers.get('location')]).toEqual([302, '/question/2']);
    expect(await who(browser)).not.toBeNull();
    const copy = newBrowser(server.siteAddress);
    for (const [name, value] of cookies) copy.cookies.set(name, value);
    expect(await codeOf(await copy.get(location.slice(1), json))).toBe('ticket_invalid');
  });

  test('is stored for a minute, encrypted', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const token = await makeToken(server.clock);
    const parked = await post(browser, { jwt: token });
    const [row] = await server.database.read.selectFrom('parked_sign_ins').selectAll().execute();
    for (const part of token.split('.')) expect(JSON.stringify(row)).not.toContain(part);
    server.clock.now += 60_001;
    const late = await browser.get((parked.headers.get('location') ?? '').slice(1), json);
    expect(await codeOf(late)).toBe('ticket_invalid');
  });

  test('must be a form that is not empty', async () => {
    const server = await startTestServer(kind);
    const address = new URL('auth/sso', server.siteAddress);
    const send = (headers: Record<string, string>, body?: string) =>
      fetch(address, { method: 'POST', headers: { ...json, ...headers }, body: body ?? null });
    const asJson = await send({ 'content-type': 'application/json' }, '{"jwt":"x"}');
    expect(await codeOf(asJson)).toBe('media_type_unsupported');
    expect(await codeOf(await send({}))).toBe('media_type_unsupported');
    const asForm = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await codeOf(await send(asForm, 'state=x'))).toBe('parameter_invalid');
    expect(await codeOf(await send(asForm, 'jwt=a&jwt=b'))).toBe('parameter_invalid');
    const code = await fetch(address, {
      method: 'POST',
      headers: asForm,
      body: 'code=x',
      redirect: 'manual',
    });
    expect(code.headers.get('location')).toBe('/auth/sso?code=x');
  });

  test('is refused at once if F1 to F6 refuse it, and nothing is stored', async () => {
    const server = await startTestServer(kind);
    const tokenOf = (claims: object) => makeToken(server.clock, { ...claims });
    const browser = newBrowser(server.siteAddress);
    const foreign = await makeToken(
      server.clock,
      {},
      'a key that is not the shared one, long enough',
    );
    for (const [form, code] of [
      [{ jwt: 'nonsense' }, 'token_malformed'],
      [{ jwt: foreign }, 'token_signature'],
      [{ jwt: `${'a'.repeat(33_000)}.b.c` }, 'token_malformed'],
      [{ jwt: foreign, return_to: '//evil.test' }, 'return_to_invalid'],
      [{ jwt: await tokenOf({ iat: 1, exp: 61 }) }, 'token_expired'],
      [{ jwt: await tokenOf({ iat: 1, exp: undefined }) }, 'token_too_old'],
      [{ jwt: await tokenOf({ aud: 'https://other.example' }) }, 'token_audience'],
      [{ token: foreign, state: 'x' }, 'parameter_invalid'],
    ] as const) {
      expect(await codeOf(await post(browser, form))).toBe(code);
    }
    expect(await server.database.read.selectFrom('parked_sign_ins').selectAll().execute()).toEqual(
      [],
    );
  });
});

describe.each(databaseKinds)('a response without its token, on %s', (kind) => {
  test('leads to a page that says so, with a row in the log that lists the parameters', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const { state } = await begin(browser);
    const path = `auth/sso?token=secret-value&return_to=/question/1&state=${state}`;
    expect(await toldIn(await browser.get(path))).toMatchObject({
      code: 'parameter_invalid',
      reason: 'token_missing',
      retryPath: '/auth/sso?return_to=%2Fquestion%2F1',
    });
    expect(await codeOf(await browser.get(`auth/sso?state=${state}`, json))).toBe(
      'parameter_invalid',
    );
    const rows = () =>
      server.database.read.selectFrom('sign_ins').selectAll().orderBy('id').execute();
    await expect.poll(async () => (await rows()).length).toBe(2);
    const [row] = await rows();
    expect(row?.detail).toContain('“token”, “return_to”, “state”');
    expect(JSON.stringify(await rows())).not.toMatch(/secret-value/);
  });
});

describe.each(databaseKinds)('G1 a provider that omits groups from a token, on %s', (kind) => {
  test('is named in the log', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
    const token = await makeToken(server.clock, { _claim_names: { groups: 'src1' } });
    await newBrowser(server.siteAddress).get(answerPath(token));
    const [row] = await server.database.read.selectFrom('sign_ins').selectAll().execute();
    expect(row?.detail).toContain('The provider left claims out');
    expect(row?.detail).toContain('["groups"]');
  });
});

describe.each(databaseKinds)('signing out, on %s', (kind) => {
  test('continues to the company’s own sign-out if there is one, by form and by fetch', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_LOGOUT_URI: 'https://app.example.com/out?x=1',
    });
    const browser = newBrowser(server.siteAddress);
    await browser.get(answerPath(await makeToken(server.clock)));
    const answer = await browser.send('POST', 'auth/logout');
    const { location } = await answer.json();
    const url = new URL(location);
    expect(url.origin + url.pathname).toBe('https://app.example.com/out');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      x: '1',
      post_logout_redirect_uri: `${server.siteAddress}auth/signed-out`,
      client_id: 'dashboard',
    });
    expect(await who(browser)).toBeNull();
    const form = await browser.send('POST', 'auth/logout', undefined, {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([form.status, form.headers.get('location')]).toEqual([303, location]);
    const page = await browser.get('auth/signed-out');
    expect(page.status).toBe(200);
  });
});

describe.each(databaseKinds)('S5 a sign-in that Dashboard started, on %s', (kind) => {
  test.each([
    ['the Authorization Code Flow', {}],
    ['the flow with PKCE', pkce],
  ])('S5 signs one person in, even with a copy of its cookie, in %s', async (_flow, flow) => {
    const server = await startTestServer(kind, {
      ...flow,
      DASHBOARD_JWT_IDP_INITIATED: 'refuse',
    });
    const browser = newBrowser(server.siteAddress);
    const { state, challenge } = await begin(browser);
    const copies = Array.from({ length: 4 }, () => {
      const copy = newBrowser(server.siteAddress);
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
      return copy;
    });
    const answers = await Promise.all(
      copies.map(async (copy) => {
        const token = await makeToken(server.clock, { code_challenge: challenge });
        return codeOf(await copy.get(answerPath(token, { state }), json));
      }),
    );
    const no = 'state_mismatch';
    expect(answers.sort()).toEqual(['302', no, no, no]);
    // The tokens that arrived too late are used up (F8).
    expect(await tables(server)).toEqual({ sessions: 1, used: 8 });
  });
});

test.each([
  'auth/sso',
  'auth/login',
  'auth/signed-out',
  'auth/confirm',
  'auth/sso?jwt=x',
  'auth/nothing',
])('F10 the response to %s contains no trace of a token', async (path) => {
  const server = await startTestServer('sqlite');
  const { headers } = await newBrowser(server.siteAddress).get(path);
  expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
    'no-store',
    'no-referrer',
  ]);
});
