import { describe, expect, test } from 'vitest';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

const app = 'https://app.example.com';
const inFrame = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' };
const inWindow = { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };

async function administrator(server: TestServer): Promise<TestBrowser> {
  const browser = newBrowser(server.siteAddress);
  expect((await browser.send('POST', 'api/session', testAdministrator)).status).toBe(200);
  return browser;
}

async function embedding(
  kind: (typeof databaseKinds)[number],
  environment: Readonly<Record<string, string>> = {},
) {
  const server = await startTestServer(kind, environment);
  const admin = await administrator(server);
  const saved = await admin.send('PATCH', 'api/settings/general', { embeddingOrigins: [app] });
  expect(saved.status).toBe(200);
  return { server, admin };
}

function framers(answer: { readonly headers: Headers }): string {
  const [, named = ''] =
    /frame-ancestors ([^;]+)/.exec(answer.headers.get('content-security-policy') ?? '') ?? [];
  const older = answer.headers.get('x-frame-options');
  return older === null ? named : `${named} ${older}`;
}

/** The attributes of a response's cookies, by the beginning of their names. */
function promises(answer: { readonly headers: Headers }, name: string): string[] {
  return answer.headers
    .getSetCookie()
    .filter((line) => line.includes(name))
    .map((line) =>
      line
        .split('; ')
        .filter((part) => /^(?:SameSite|Secure|Partitioned|HttpOnly)/.test(part))
        .sort()
        .join(' '),
    );
}

const lax = 'HttpOnly SameSite=Lax';
const framed = 'HttpOnly Partitioned SameSite=None Secure';

describe.each(databaseKinds)('the list of embedding origins, on %s', (kind) => {
  test('refuses an invalid origin by name, and saves nothing', async () => {
    const server = await startTestServer(kind);
    const admin = await administrator(server);
    for (const origin of ['*', 'https://*.example.com', 'http://app.example.com', 7]) {
      const patch = { embeddingOrigins: [app, origin] };
      const refused = await admin.send('PATCH', 'api/settings/general', patch);
      const { fields } = (await refused.json()).error;
      expect([refused.status, Object.keys(fields)[0]?.slice(0, 16)], String(origin)).toEqual([
        422,
        'embeddingOrigins',
      ]);
    }
    const { embeddingOrigins } = await (await admin.get('api/settings/general')).json();
    expect(embeddingOrigins).toEqual([]);
  });

  test('is empty at first, is stored as browsers write it, and each change is in the audit log', async () => {
    const server = await startTestServer(kind);
    const admin = await administrator(server);
    const embeddingOrigins = ['https://App.Example.com:443/', 'http://localhost:8080', app];
    const saved = await admin.send('PATCH', 'api/settings/general', { embeddingOrigins });
    const kept = [app, 'http://localhost:8080'];
    expect((await saved.json()).embeddingOrigins).toEqual(kept);
    const { entries } = await (await admin.get('api/audit')).json();
    expect(entries[0]).toMatchObject({
      action: 'general_settings_changed',
      before: { embeddingOrigins: [] },
      after: { embeddingOrigins: kept },
    });
  });

  test('needs an address at which browsers store secure cookies of the site', async () => {
    const plain = await startTestServer(kind, { DASHBOARD_SITE_URL: 'http://bi.example.com/' });
    const itsAdmin = newBrowser(`http://localhost:${plain.environment.PORT}/`);
    const own = { origin: 'http://bi.example.com' };
    await itsAdmin.send('POST', 'api/session', testAdministrator, own);
    const patch = { embeddingOrigins: [app] };
    const refused = await itsAdmin.send('PATCH', 'api/settings/general', patch, own);
    expect(refused.status).toBe(422);
    expect((await refused.json()).error.fields.embeddingOrigins).toContain('http://bi.example.com');

    const { admin } = await embedding(kind);
    const moved = { siteAddress: 'http://bi.example.com/' };
    const stays = await admin.send('PATCH', 'api/settings/general', moved);
    expect([stays.status, Object.keys((await stays.json()).error.fields)]).toEqual([
      422,
      ['siteAddress'],
    ]);
    const both = { ...moved, embeddingOrigins: [] };
    expect((await admin.send('PATCH', 'api/settings/general', both)).status).toBe(200);
  });
});

describe.each(databaseKinds)('pages in a frame, on %s', (kind) => {
  test('are refused without listed sites, and cookies do not change', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress);
    const start = await browser.get('auth/sso', inFrame);
    expect(promises(start, 'dashboard_attempt')).toEqual([lax]);
    const answer = await browser.get(answerPath(await makeToken(server.clock)), inFrame);
    expect(promises(answer, 'dashboard_session')).toEqual([lax]);
    expect(framers(await browser.get('question/1'))).toBe("'none' DENY");
    expect(framers(await browser.get('auth/sso?jwt=x'))).toBe("'none' DENY");
  });

  test('are questions and refusals, for the listed origins only; no other page can be framed', async () => {
    const { server, admin } = await embedding(kind);
    for (const path of ['question/1', 'question/1-superb-question?chrome=none&x=1']) {
      const page = await admin.get(path, inFrame);
      expect([page.status, framers(page)], path).toEqual([200, app]);
      expect(await page.text()).toContain(`<meta name="embedding-origins" content="${app}"`);
    }
    for (const path of ['auth/sso?jwt=x', 'go/x']) {
      const refused = await newBrowser(server.siteAddress).get(path, inFrame);
      expect([refused.status >= 400, framers(refused)], path).toEqual([true, app]);
    }
    const elsewhere = [
      ...['', 'account', 'admin/settings/authentication', 'auth/login', 'auth/signed-out', 'setup'],
      ...['auth/confirm', 'question', 'question/', 'question/1/edit', 'question/..%2fadmin/x'],
      ...['api/docs', 'api/session', 'api/questions/1', 'Question/1', 'question//admin'],
    ];
    for (const path of elsewhere) {
      const page = await admin.get(path, inFrame);
      expect([page.status < 300 || page.status >= 400, framers(page)], path).toEqual([
        true,
        "'none' DENY",
      ]);
    }
  });

  test('set cookies for the frame, while a separate window keeps the strict ones', async () => {
    const { server } = await embedding(kind);
    for (const [where, kept] of [
      [inFrame, framed],
      [inWindow, lax],
      [{}, framed],
    ] as const) {
      const browser = newBrowser(server.siteAddress);
      const start = await browser.get('auth/sso?return_to=/question/1', where);
      expect(promises(start, 'dashboard_attempt')).toEqual([kept]);
      const state = new URL(start.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const token = await makeToken(server.clock);
      const answer = await browser.get(answerPath(token, { state }), where);
      expect(answer.headers.get('location')).toBe('/question/1');
      expect(promises(answer, 'dashboard_session')).toEqual([kept]);
      // The attempt's cookie is deleted with the attributes that it was set with.
      expect(promises(answer, 'dashboard_attempt')).toEqual([kept]);
      expect((await browser.get('api/session')).status).toBe(200);
    }
  });

  test('F9 sign in by a posted form as well', async () => {
    const { server } = await embedding(kind);
    const browser = newBrowser(server.siteAddress);
    const posted = await fetch(`${server.siteAddress}auth/sso`, {
      method: 'POST',
      body: new URLSearchParams({ jwt: await makeToken(server.clock) }),
      headers: { ...inFrame, origin: app },
      redirect: 'manual',
    });
    expect([posted.status, promises(posted, 'dashboard_ticket')]).toEqual([303, [framed]]);
    const [line = ''] = posted.headers.getSetCookie();
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
    browser.cookies.set(name, value);
    const answer = await browser.get(posted.headers.get('location') ?? '', inFrame);
    expect([answer.status, promises(answer, 'dashboard_session')]).toEqual([302, [framed]]);
  });

  test('F7 never ask: a sign-in that needs confirmation is refused there, and its token is used up', async () => {
    const { server } = await embedding(kind);
    const browser = newBrowser(server.siteAddress);
    await browser.get(answerPath(await makeToken(server.clock)), inFrame);
    const email = newEmail();
    const other = await makeToken(server.clock, { email });
    const refused = await browser.get(answerPath(other, { return_to: '/question/1' }), inFrame);
    expect([refused.status, framers(refused), refused.headers.getSetCookie()]).toEqual([
      403,
      app,
      [],
    ]);
    const page = await refused.text();
    expect(page).toContain('"code":"framing_refused"');
    expect(page).toContain('auth/sso?return_to=%2Fquestion%2F1');
    expect((await (await browser.get('api/session')).json()).account.email).not.toBe(email);
    const again = await newBrowser(server.siteAddress).get(answerPath(other), {
      accept: 'application/json',
    });
    expect(await codeOf(again)).toBe('token_replayed');
    // In a window of its own Dashboard asks, on a page that can't be framed.
    const third = await browser.get(answerPath(await makeToken(server.clock)), inWindow);
    expect(third.headers.get('location')).toBe('/auth/confirm');
    expect(promises(third, 'dashboard_confirm')).toEqual([lax]);
    const confirm = await browser.get('auth/confirm');
    expect([confirm.status, framers(confirm)]).toEqual([200, "'none' DENY"]);
  });

  test('X1 a session in either of two cookies of one name is found, and signing out ends both', async () => {
    const { server } = await embedding(kind);
    const tokens: string[] = [];
    const email = newEmail();
    for (let count = 0; count < 2; count += 1) {
      const browser = newBrowser(server.siteAddress);
      await browser.get(answerPath(await makeToken(server.clock, { email })), inFrame);
      tokens.push(browser.cookies.get('dashboard_session') ?? '');
    }
    const cookie = (values: readonly string[]) => ({
      cookie: values.map((value) => `dashboard_session=${value}`).join('; '),
    });
    const ask = (values: readonly string[], method = 'GET', path = 'api/session') =>
      fetch(server.siteAddress + path, {
        method,
        headers: { ...cookie(values), 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
    const dead = 'A'.repeat(43);
    expect((await ask([dead, ...tokens])).status).toBe(200);
    expect((await ask([...tokens, dead])).status).toBe(200);
    expect((await ask([dead, ...tokens], 'POST', 'auth/logout')).status).toBe(303);
    for (const token of tokens) expect((await ask([token])).status).toBe(401);
  });

  test('do not let a page of another site, listed or not, change anything with the frame’s cookie', async () => {
    const { server, admin } = await embedding(kind);
    for (const origin of [app, 'https://evil.test', 'null']) {
      for (const headers of [
        { origin, 'sec-fetch-site': 'cross-site' },
        { origin, 'sec-fetch-site': 'same-site' },
        { origin, 'sec-fetch-site': '' },
      ]) {
        for (const [method, path] of [
          ['DELETE', 'api/session'],
          ['POST', 'auth/logout'],
          ['POST', 'auth/confirm'],
          ['POST', 'api/questions/1/run'],
          ['PATCH', 'api/settings/general'],
        ] as const) {
          const answer = await admin.send(method, path, undefined, headers);
          expect(await codeOf(answer), `${method} ${path} from ${origin}`).toBe(
            'cross_site_request',
          );
          expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
        }
      }
    }
    expect((await admin.get('api/session')).status).toBe(200);
    expect(server.siteAddress).toContain('localhost');
  });
});

test('pages in a frame use the base path, and cookies their prefix', async () => {
  const server = await startTestServer('sqlite', {
    DASHBOARD_SITE_URL: 'https://example.com/bi/',
  });
  const own = `http://localhost:${server.environment.PORT}/bi/`;
  const fromOwn = { origin: 'https://example.com' };
  const admin = newBrowser(own);
  await admin.send('POST', 'api/session', testAdministrator, fromOwn);
  const patch = { embeddingOrigins: [app] };
  expect((await admin.send('PATCH', 'api/settings/general', patch, fromOwn)).status).toBe(200);
  const browser = newBrowser(own);
  const answer = await browser.get(answerPath(await makeToken(server.clock)), inFrame);
  const [line] = answer.headers.getSetCookie();
  expect(line).toMatch(/^__Secure-dashboard_session=[\w-]{43};.*Path=\/bi\/;/);
  expect(promises(answer, 'dashboard_session')).toEqual([framed]);
  expect(framers(await browser.get('question/1', inFrame))).toBe(app);
  expect(framers(await browser.get('', inFrame))).toBe("'none' DENY");
});
