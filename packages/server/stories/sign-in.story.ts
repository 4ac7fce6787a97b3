import { describe, expect, test } from 'vitest';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser, toldIn } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

/** Follows the redirect to the authentication app and returns the parameters it received. */
const usedTokens = ({ database }: TestServer) =>
  database.read.selectFrom('used_tokens').selectAll().execute();

async function beginSignIn(browser: TestBrowser, path: string) {
  const toSso = await browser.get(path);
  const toApp = await browser.get(toSso.headers.get('location') ?? '');
  const address = new URL(toApp.headers.get('location') ?? '');
  return { toSso, toApp, address, state: address.searchParams.get('state') ?? '' };
}

async function signInLog(server: TestServer) {
  return server.database.read.selectFrom('sign_ins').selectAll().orderBy('id').execute();
}

describe.each(databaseKinds)('a sign-in through the authentication app, on %s', (kind) => {
  test('S1, F12 goes from a question to the app and back to the same question', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const { toSso, toApp, address, state } = await beginSignIn(
      browser,
      'question/1-superb-question',
    );
    expect(toSso.status).toBe(302);
    expect(toSso.headers.get('location')).toBe(
      '/auth/sso/?return_to=%2Fquestion%2F1-superb-question',
    );
    expect(toApp.status).toBe(302);
    expect(address.origin + address.pathname).toBe('http://localhost:9/login');
    expect(address.search).toMatch(/^\?return_to=\/question\/1-superb-question&state=[\w-]{43}$/);

    const token = await makeToken(server.clock);
    const answer = await browser.get(
      answerPath(token, { return_to: '/question/1-superb-question', state }),
    );
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/question/1-superb-question');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect([...browser.cookies.keys()]).toEqual(['dashboard_session']);
    expect((await browser.get('question/1-superb-question')).status).toBe(200);
  });

  test('S2 keeps a query with an app that does not encode what it returns', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const wanted = '/question/2?from=2025-01-01&to=2025-03-31&view=table';
    const { address, state } = await beginSignIn(browser, wanted.slice(1));
    const echoed = /return_to=([^&]*)/.exec(address.search)?.[1] ?? '';
    expect(echoed).toMatch(/^\/go\/[\w-]+$/);
    const token = await makeToken(server.clock);
    const answer = await browser.get(`auth/sso?jwt=${token}&return_to=${echoed}&state=${state}`);
    expect(answer.headers.get('location')).toBe(wanted);
    expect((await browser.get(echoed.slice(1))).headers.get('location')).toBe(wanted);
  });

  test('I1, I5 creates an account from the claims, with the types of its attributes', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const email = newEmail();
    const token = await makeToken(server.clock, {
      email: email.toUpperCase(),
      first_name: 'Grace',
      last_name: 'Example',
      department: 'Sales',
      regions: ['north', 7, true],
      level: 3,
      '@reserved': 'x',
      nothing: null,
      nested: { a: 1 },
      ['__proto__']: 'harmless',
      constructor: 'ordinary',
    });
    await browser.get(answerPath(token));
    const { account, session } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({
      email,
      firstName: 'Grace',
      lastName: 'Example',
      active: true,
      isAdministrator: false,
      source: 'jwt',
      attributes: {
        department: 'Sales',
        regions: ['north', 7, true],
        level: 3,
        constructor: 'ordinary',
      },
      groups: [{ name: 'All users' }],
    });
    expect(Object.keys(account.attributes).sort()).toEqual([
      '__proto__',
      'constructor',
      'department',
      'level',
      'regions',
    ]);
    expect(session.signedInVia).toBe('jwt');
    const [row] = (await signInLog(server)).filter((signIn) => signIn.email === email);
    expect(row).toMatchObject({ outcome: 'signed_in', code: null, account_id: account.id });
    expect(row?.detail).toBe('Not stored as attributes: "@reserved", "nothing", "nested".');
  });

  test('I3, I8 replaces all attributes, and keeps names that the token does not contain', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const email = newEmail();
    await browser.get(
      answerPath(await makeToken(server.clock, { email, first_name: 'Grace', a: 1, b: 2 })),
    );
    const first = (await (await browser.get('api/session')).json()).account;
    await browser.get(answerPath(await makeToken(server.clock, { email, b: 3 })));
    const second = (await (await browser.get('api/session')).json()).account;
    expect(second).toMatchObject({ id: first.id, firstName: 'Grace', attributes: { b: 3 } });
    expect(second.attributes).not.toHaveProperty('a');
  });

  test('F12, X1 opens a new session and ends the previous one', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const email = newEmail();
    await browser.get(answerPath(await makeToken(server.clock, { email })));
    const before = browser.cookies.get('dashboard_session');
    await browser.get(answerPath(await makeToken(server.clock, { email })));
    expect(browser.cookies.get('dashboard_session')).not.toBe(before);
    const old = newBrowser(server.siteAddress);
    old.cookies.set('dashboard_session', before ?? '');
    expect((await old.get('api/session')).status).toBe(401);
  });

  test('F7, F8 accepts the same token once: again in its own browser it only redirects, elsewhere it is refused', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const token = await makeToken(server.clock, { jti: undefined });
    await browser.get(answerPath(token));
    const cookie = browser.cookies.get('dashboard_session');
    const again = await browser.get(answerPath(token, { return_to: '/question/2' }));
    expect([again.status, again.headers.get('location')]).toEqual([302, '/question/2']);
    expect(browser.cookies.get('dashboard_session')).toBe(cookie);
    const elsewhere = newBrowser(server.siteAddress);
    const refused = await elsewhere.get(answerPath(token), { accept: 'application/json' });
    expect(refused.status).toBe(401);
    expect((await refused.json()).error.code).toBe('token_replayed');
    expect(elsewhere.cookies.size).toBe(0);
    expect(await server.database.read.selectFrom('sessions').selectAll().execute()).toHaveLength(1);
  });

  test('F7, F8 uses up a token that only redirects its own account', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const email = newEmail();
    await browser.get(answerPath(await makeToken(server.clock, { email })));
    const cookie = browser.cookies.get('dashboard_session');
    const second = answerPath(await makeToken(server.clock, { email }), { state: 'unknown' });
    const redirected = await browser.get(second);
    expect([redirected.status, browser.cookies.get('dashboard_session')]).toEqual([302, cookie]);
    const elsewhere = newBrowser(server.siteAddress);
    const refused = await elsewhere.get(second, { accept: 'application/json' });
    expect((await refused.json()).error.code).toBe('token_replayed');
  });

  test('F7 says in the log that the state was unknown', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    await browser.get(answerPath(await makeToken(server.clock), { state: 'unknown' }));
    const [row] = await server.database.read.selectFrom('sign_ins').select('detail').execute();
    expect(row?.detail).toContain('belongs to no attempt of this browser, so it was ignored.');
  });

  test('F7, F8 refuses a state of another browser where unsolicited sign-ins are refused, and uses the token up', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
    const attacker = newBrowser(server.siteAddress);
    const { state } = await beginSignIn(attacker, 'question/1-superb-question');
    const victim = newBrowser(server.siteAddress);
    const token = await makeToken(server.clock);
    const refused = await victim.get(answerPath(token, { state }), { accept: 'application/json' });
    expect([refused.status, (await refused.json()).error.code]).toEqual([401, 'state_mismatch']);
    expect(victim.cookies.size).toBe(0);
    expect(await usedTokens(server)).toHaveLength(2);
  });

  test('S5 accepts an attempt once, and not after sixty minutes', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
    const browser = newBrowser(server.siteAddress);
    const { state } = await beginSignIn(browser, 'question/2');
    const attempt = new Map(browser.cookies);
    const email = newEmail();
    const answer = await browser.get(
      answerPath(await makeToken(server.clock, { email }), { state }),
    );
    expect(answer.headers.get('location')).toBe('/question/2');
    expect([...browser.cookies.keys()]).toEqual(['dashboard_session']);

    const late = newBrowser(server.siteAddress);
    for (const [name, value] of attempt) late.cookies.set(name, value);
    server.clock.now += 60 * 60_000;
    const refused = await late.get(answerPath(await makeToken(server.clock), { state }), {
      accept: 'application/json',
    });
    expect((await refused.json()).error.code).toBe('state_mismatch');
  });

  test('S6 redirects a signed-in person at once', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    await browser.get(answerPath(await makeToken(server.clock)));
    const straight = await browser.get('auth/sso?return_to=%2Fquestion%2F3');
    expect(straight.headers.get('location')).toBe('/question/3');
  });

  test('S8 ends a redirect loop of a browser without cookies at a page that says so', async () => {
    const server = await startTestServer(kind);
    const email = newEmail();
    const codes: (number | string)[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      server.clock.now += 100;
      const blocked = newBrowser(server.siteAddress, { address: '198.51.100.9' });
      const answer = await blocked.get(answerPath(await makeToken(server.clock, { email })), {
        accept: 'application/json',
      });
      codes.push(answer.status === 302 ? 302 : (await answer.json()).error.code);
    }
    expect(codes).toEqual([302, 302, 302, 302, 'cookies_blocked', 'cookies_blocked']);
    server.clock.now += 10_000;
    const later = newBrowser(server.siteAddress, { address: '198.51.100.9' });
    expect((await later.get(answerPath(await makeToken(server.clock, { email })))).status).toBe(
      302,
    );
  });

  test('F8 neither signs in nor uses a token up for HEAD and prefetch', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const token = await makeToken(server.clock);
    expect((await browser.send('HEAD', answerPath(token))).status).toBe(204);
    const ahead = await browser.get(answerPath(token), { 'sec-purpose': 'prefetch;prerender' });
    expect(ahead.status).toBe(503);
    expect(ahead.headers.get('cache-control')).toBe('no-store');
    expect(browser.cookies.size).toBe(0);
    expect((await browser.get(answerPath(token))).status).toBe(302);
  });

  test('refuses with a page, a status, a reference and a log row with the same reference', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const refused = await browser.get('auth/sso?jwt=nonsense&return_to=/question/1');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const data = await toldIn(refused);
    expect(data).toEqual({
      code: 'token_malformed',
      reference: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      bringsCookies: false,
      isAdministrator: false,
      retryPath: '/auth/sso?return_to=%2Fquestion%2F1',
      passwordLoginPath: '/auth/login?return_to=%2Fquestion%2F1',
    });
    await expect.poll(() => signInLog(server)).toHaveLength(1);
    const rows = await signInLog(server);
    expect(rows[0]).toMatchObject({
      outcome: 'refused',
      code: 'token_malformed',
      failed_check: 'F2',
      reference: data.reference,
    });
    expect(JSON.stringify(rows)).not.toContain('nonsense');
  });

  test('returns 429 after sixty refused tokens a minute from one address, and still accepts a valid token', async () => {
    const server = await startTestServer(kind);
    const guesser = newBrowser(server.siteAddress);
    for (let guess = 0; guess < 60; guess += 1) await guesser.get(`auth/sso?jwt=wrong${guess}`);
    const refused = await guesser.get('auth/sso?jwt=wrong', { accept: 'application/json' });
    expect([refused.status, (await refused.json()).error.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect.poll(() => signInLog(server)).toHaveLength(60);
    expect((await guesser.get(answerPath(await makeToken(server.clock)))).status).toBe(302);
  });

  test('counts requests that pages of other sites cause separately from those of people behind the same address', async () => {
    const server = await startTestServer(kind);
    const json = { accept: 'application/json' };
    const image = { ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' };
    const browser = newBrowser(server.siteAddress);
    const codes: string[] = [];
    for (let guess = 0; guess < 61; guess += 1)
      codes.push(await codeOf(await browser.get(`auth/sso?jwt=wrong${guess}`, image)));
    expect(new Set(codes.slice(0, 60))).toEqual(new Set(['token_malformed']));
    expect(codes.at(-1)).toBe('too_many_attempts');
    expect(await codeOf(await browser.get('auth/sso?jwt=wrong', json))).toBe('token_malformed');
    expect((await browser.get(answerPath(await makeToken(server.clock)))).status).toBe(302);
    await expect.poll(() => signInLog(server)).toHaveLength(61);
    server.clock.now += 60_000;
    expect(await codeOf(await browser.get('auth/sso?jwt=wrong', image))).toBe('token_malformed');
  });

  test('F8 uses a token up that fails F7 beyond the limit too, and logs each error of a token once', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'refuse' });
    const json = { accept: 'application/json' };
    const guesser = newBrowser(server.siteAddress);
    const stolen = await makeToken(server.clock);
    const path = answerPath(stolen, { state: 'an unknown state' });
    for (let tries = 0; tries < 70; tries += 1) await guesser.get(path, json);
    expect(await codeOf(await guesser.get(path, json))).toBe('too_many_attempts');
    const fresh = await makeToken(server.clock);
    await guesser.get(answerPath(fresh, { state: 'an unknown state' }), json);
    // Each by its text and by its `jti`.
    expect(await usedTokens(server)).toHaveLength(4);
    const logged = (await signInLog(server)).map(({ code }) => code);
    expect(logged.sort()).toEqual(['state_mismatch', 'too_many_attempts', 'too_many_attempts']);
  });

  test('S7 is refused with and without a token while JWT is disabled or incomplete', async () => {
    const off = await startTestServer(kind, { DASHBOARD_JWT_ENABLED: 'false' });
    const half = await startTestServer(kind, { DASHBOARD_JWT_SIGNING_KEY: '' });
    for (const server of [off, half]) {
      for (const path of ['auth/sso', 'auth/sso/', answerPath(await makeToken(server.clock))]) {
        const refused = await newBrowser(server.siteAddress).get(path, {
          accept: 'application/json',
        });
        expect([refused.status, (await refused.json()).error.code]).toEqual([
          400,
          'sso_not_configured',
        ]);
      }
      const page = await newBrowser(server.siteAddress).get('question/1-superb-question');
      expect(page.headers.get('location')).toBe(
        '/auth/login?return_to=%2Fquestion%2F1-superb-question',
      );
    }
  });

  test('S2 keeps query parameters that the authentication app’s address already has', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'https://app.example.com/in?tenant=a%20b',
    });
    const answer = await newBrowser(server.siteAddress).get('auth/sso?return_to=/question/1');
    expect(answer.headers.get('location')).toMatch(
      /^https:\/\/app\.example\.com\/in\?tenant=a%20b&return_to=\/question\/1&state=/,
    );
  });

  test('I4 binds the account to the first sub, follows a new email, and refuses another sub', async () => {
    const server = await startTestServer(kind);
    const [email, renamed] = [newEmail(), newEmail()];
    const signIn = async (claims: Record<string, unknown>) => {
      const browser = newBrowser(server.siteAddress);
      const answer = await browser.get(answerPath(await makeToken(server.clock, claims)), {
        accept: 'application/json',
      });
      if (answer.status !== 302) return (await answer.json()).error.code;
      return (await (await browser.get('api/session')).json()).account;
    };
    const first = await signIn({ email });
    expect(await signIn({ email, sub: 'u1' })).toMatchObject({ id: first.id });
    expect(await signIn({ email, sub: 'u2' })).toBe('identity_conflict');
    expect(await signIn({ email })).toBe('identity_conflict');
    expect(await signIn({ email: renamed, sub: 'u1' })).toMatchObject({
      id: first.id,
      email: renamed,
    });
    const other = await signIn({ sub: 'u3' });
    expect(await signIn({ email: other.email, sub: 'u1' })).toBe('email_taken');
  });

  test('I5 respects the account limit and disabled provisioning', async () => {
    const limited = await startTestServer(kind, { DASHBOARD_JWT_ACCOUNT_LIMIT: '2' });
    const closed = await startTestServer(kind, { DASHBOARD_JWT_USER_PROVISIONING: 'false' });
    const codeFor = async (server: TestServer, claims = {}) => {
      const answer = await newBrowser(server.siteAddress).get(
        answerPath(await makeToken(server.clock, claims)),
        { accept: 'application/json' },
      );
      return answer.status === 302 ? 302 : (await answer.json()).error.code;
    };
    expect(await codeFor(limited)).toBe(302);
    expect(await codeFor(limited)).toBe('account_limit');
    expect(await codeFor(closed)).toBe('account_not_found');
    expect(await codeFor(closed, { email: testAdministrator.email })).toBe(302);
  });

  test('G1, G2 adds people to the groups that the token names, and removes them again', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_GROUP_SYNC: 'true',
      DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["Engineers"],"ops":["Operators","Engineers"]}',
    });
    const email = newEmail();
    const groupsAfter = async (groups: unknown) => {
      const browser = newBrowser(server.siteAddress);
      await browser.get(answerPath(await makeToken(server.clock, { email, groups })));
      const { account } = await (await browser.get('api/session')).json();
      return account.groups.map((group: { name: string }) => group.name);
    };
    expect(await groupsAfter(['eng', 'unknown'])).toEqual(['All users', 'Engineers']);
    expect(await groupsAfter(['ops'])).toEqual(['All users', 'Engineers', 'Operators']);
    expect(await groupsAfter(undefined)).toEqual(['All users', 'Engineers', 'Operators']);
    expect(await groupsAfter([])).toEqual(['All users']);
  });
});
