import { describe, expect, test } from 'vitest';
import { attemptOf, createTryLimit } from '../src/password-login/try-limit.ts';
import { createVerificationQueue } from '../src/passwords/verification-queue.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds, openTestDatabase } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

/** Data that strangers send takes a limited amount of space, in any form and number. */
const address = '203.0.113.9';
const post = (browser: TestBrowser, jwt: string) =>
  browser.post('auth/sso', { jwt }, 'https://app.example.com');
const asProgram = { accept: 'application/json' };
const pendingRows = ({ database }: TestServer) =>
  database.read.selectFrom('parked_sign_ins').selectAll().execute();
const loggedSignIns = ({ database }: TestServer) =>
  database.read.selectFrom('sign_ins').selectAll().orderBy('id').execute();

describe.each(databaseKinds)('F9 sign-ins that are pending for their browser, on %s', (kind) => {
  test('use one row for each token, however often it is posted, and end at 429', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress, { address });
    const token = await makeToken(server.clock);
    const answers: string[] = [];
    for (let count = 0; count < 62; count += 1) {
      const answer = await post(browser, token);
      answers.push(await codeOf(answer));
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('60');
    }
    expect(answers).toEqual([...Array(60).fill('303'), 'too_many_attempts', 'too_many_attempts']);
    expect(await pendingRows(server)).toHaveLength(1);
    const colleague = newBrowser(server.siteAddress, { address });
    expect((await post(colleague, await makeToken(server.clock))).status).toBe(303);
  });

  test('are limited to sixty unfetched a minute for each network, and the next one deletes what has expired', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress, { address });
    const postNew = async (caller = browser) =>
      codeOf(await post(caller, await makeToken(server.clock)));
    for (let count = 0; count < 60; count += 1) expect(await postNew()).toBe('303');
    expect(await postNew()).toBe('too_many_attempts');
    expect(await postNew(newBrowser(server.siteAddress))).toBe('303');
    expect(await pendingRows(server)).toHaveLength(61);
    server.clock.now += 60_000;
    expect(await postNew()).toBe('303');
    expect(await pendingRows(server)).toHaveLength(1);
  });

  test('are not limited for an office if each is fetched', async () => {
    const server = await startTestServer(kind);
    for (let person = 0; person < 70; person += 1) {
      const browser = newBrowser(server.siteAddress, { address });
      const answer = await post(browser, await makeToken(server.clock));
      const done = await browser.get((answer.headers.get('location') ?? '').slice(1));
      expect(done.status).toBe(302);
    }
    expect(await pendingRows(server)).toEqual([]);
  });

  test('use one row for a token that is pending confirmation', async () => {
    const server = await startTestServer(kind, { DASHBOARD_JWT_IDP_INITIATED: 'confirm' });
    const browser = newBrowser(server.siteAddress, { address });
    const path = answerPath(await makeToken(server.clock));
    for (let count = 0; count < 60; count += 1)
      expect((await browser.get(path)).headers.get('location')).toBe('/auth/confirm');
    expect(await codeOf(await browser.get(path, { accept: 'application/json' }))).toBe(
      'too_many_attempts',
    );
    expect(await pendingRows(server)).toHaveLength(1);
    const colleague = newBrowser(server.siteAddress, { address });
    expect((await colleague.get(answerPath(await makeToken(server.clock)))).status).toBe(303);
  });
});

describe.each(databaseKinds)('Refused tokens with a valid signature, on %s', (kind) => {
  const groups = Array.from({ length: 200 }, (_, index) => `department ${index}`);
  const expired = ({ clock }: TestServer) =>
    makeToken(clock, { exp: Math.floor(clock.now / 1000) - 100, groups });

  test('use one row a minute for each token and error, from any number of networks', async () => {
    const server = await startTestServer(kind);
    const token = await expired(server);
    for (let count = 0; count < 10; count += 1) {
      const browser = newBrowser(server.siteAddress, { address: `203.0.113.${count}` });
      expect(await codeOf(await browser.get(answerPath(token), asProgram))).toBe('token_expired');
    }
    expect(await loggedSignIns(server)).toHaveLength(1);
    server.clock.now += 60_001;
    const again = newBrowser(server.siteAddress, { address: '203.0.113.200' });
    await again.get(answerPath(token), asProgram);
    const own = (await loggedSignIns(server)).filter(({ code }) => code === 'token_expired');
    expect(own).toHaveLength(2);
  });

  test('store at most fifty names, and the row says how many there were', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress, { address });
    await browser.get(answerPath(await expired(server)), asProgram);
    const [row] = await loggedSignIns(server);
    expect(JSON.parse(row?.group_names ?? '[]')).toEqual(groups.slice(0, 50));
    expect(row?.detail).toContain('This row has 50 of 200 group names.');
  });

  test('store at most two thousand characters of names', async () => {
    const server = await startTestServer(kind);
    const browser = newBrowser(server.siteAddress, { address });
    const long = Object.fromEntries(groups.slice(0, 30).map((name) => [name.padEnd(200, '€'), 1]));
    const exp = Math.floor(server.clock.now / 1000) - 100;
    const jwt = await makeToken(server.clock, { exp, ...long });
    await browser.post('auth/sso', { jwt }, 'https://app.example.com');
    const [row] = await loggedSignIns(server);
    expect(row?.claim_names?.length).toBeLessThan(2_100);
    expect(row?.detail).toMatch(/This row has \d+ of 34 claim names\./);
  });
});

describe.each(databaseKinds)('W2 password tries, on %s', (kind) => {
  test('of one network use a limited number of rows, with any number of emails', async () => {
    const database = await openTestDatabase(kind);
    const limit = createTryLimit(
      database,
      createVerificationQueue({ running: 4, waiting: 100, waitingPerGroup: 5 }),
    );
    for (let count = 0; count < 100; count += 1)
      await limit.try(attemptOf(newEmail(), address, null), async () => false, 1_000_000);
    const rows = await database.read.selectFrom('password_tries').select('bucket').execute();
    expect(rows.length).toBeLessThanOrEqual(32);
  });
});
