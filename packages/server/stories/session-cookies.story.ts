import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

const cookieName = 'dashboard_session';

async function sessionOf(server: TestServer, email: string): Promise<string> {
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.get(answerPath(await makeToken(server.clock, { email })));
  expect(answer.status).toBe(302);
  return browser.cookies.get(cookieName) ?? '';
}

interface Answer {
  readonly status: number;
  readonly setCookies: readonly string[];
  readonly email: string | null;
}

/** Sends a `Cookie` header byte by byte; `fetch` would refuse some of them. */
function askWho(server: TestServer, cookie: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL('api/session', server.siteAddress),
      { headers: { cookie } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            setCookies: answer.headers['set-cookie'] ?? [],
            email: JSON.parse(text).account?.email ?? null,
          }),
        );
      },
    );
    sent.once('error', reject);
    sent.end();
  });
}

describe.each(databaseKinds)('X1: session cookies, on %s', (kind) => {
  test('a name with any byte before it except blank and tab is another cookie', async () => {
    const server = await startTestServer(kind);
    const token = await sessionOf(server, 'one@example.com');
    for (const before of ['', ' ', '\t', 'a=b; ', 'a=b;\t ']) {
      const { email } = await askWho(server, `${before}${cookieName}=${token}`);
      expect(email, JSON.stringify(before)).toBe('one@example.com');
    }
    const others = [
      '\u00a0',
      '\u0085',
      '\u00ad',
      '\u00ff',
      'a',
      '"',
      'a=b, ',
      'a=b;\u00a0',
      '__Host-',
    ];
    for (const before of others) {
      const { status } = await askWho(server, `${before}${cookieName}=${token}`);
      expect(status, JSON.stringify(before)).toBe(401);
    }
    expect((await askWho(server, `${cookieName}\u00a0=${token}`)).status).toBe(401);
    expect((await askWho(server, `${cookieName}=${token}\u00a0`)).status).toBe(401);
  });

  test('planted cookies without a session do not sign a person out', async () => {
    const server = await startTestServer(kind);
    const token = await sessionOf(server, 'one@example.com');
    const planted = Array.from({ length: 180 }, (_, index) => String(index).padStart(43, 'a'));
    const cookies = [...planted, token].map((value) => `${cookieName}=${value}`);
    expect((await askWho(server, cookies.join('; '))).email).toBe('one@example.com');
  });

  test('two live sessions of one account are that account', async () => {
    const server = await startTestServer(kind);
    const tokens = [
      await sessionOf(server, 'one@example.com'),
      await sessionOf(server, 'one@example.com'),
    ];
    const cookies = tokens.map((token) => `${cookieName}=${token}`);
    expect((await askWho(server, cookies.join('; '))).email).toBe('one@example.com');
  });

  test('live sessions of two accounts count as none, and the cookies are cleared', async () => {
    const server = await startTestServer(kind);
    const [one, other] = [
      await sessionOf(server, 'one@example.com'),
      await sessionOf(server, 'other@example.com'),
    ];
    for (const tokens of [
      [one, other],
      [other, one],
    ]) {
      const cookie = tokens.map((token) => `${cookieName}=${token}`).join('; ');
      const { status, setCookies } = await askWho(server, cookie);
      expect(status).toBe(401);
      expect(setCookies).toEqual([
        expect.stringMatching(/^dashboard_session=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970/),
      ]);
    }
    // Each alone is still a session.
    expect((await askWho(server, `${cookieName}=${other}`)).email).toBe('other@example.com');
  });

  test('live sessions of two accounts both end at the next sign-in, whose session stays', async () => {
    const server = await startTestServer(kind);
    const [one, other] = [
      await sessionOf(server, 'one@example.com'),
      await sessionOf(server, 'other@example.com'),
    ];
    const cookie = `${cookieName}=${one}; ${cookieName}=${other}`;
    const token = await makeToken(server.clock, { email: 'one@example.com' });
    const answer = await newBrowser(server.siteAddress).get(answerPath(token), { cookie });
    const set = answer.headers.getSetCookie().filter((line) => line.startsWith(cookieName));
    const session = /^dashboard_session=([\w-]{43});/.exec(set.at(-1) ?? '')?.[1] ?? '';
    expect((await askWho(server, `${cookieName}=${session}`)).email).toBe('one@example.com');
    for (const ended of [one, other])
      expect((await askWho(server, `${cookieName}=${ended}`)).status).toBe(401);
  });

  test('an expired session does not count next to a live one of another account', async () => {
    const server = await startTestServer(kind);
    const old = await sessionOf(server, 'old@example.com');
    await server.database.transaction((tx) =>
      tx
        .updateTable('sessions')
        .set({ expires_at: server.clock.now - 1 })
        .execute(),
    );
    const live = await sessionOf(server, 'one@example.com');
    const cookie = `${cookieName}=${old}; ${cookieName}=${live}`;
    expect((await askWho(server, cookie)).email).toBe('one@example.com');
  });
});
