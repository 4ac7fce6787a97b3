import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { codeOf, newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

const wrong = { ...testAdministrator, password: 'not the password' };

async function tryPassword(server: TestServer, body: object, address?: string) {
  const browser = newBrowser(server.siteAddress, address === undefined ? {} : { address });
  return browser.send('POST', 'api/session', body);
}

/** Resolves once the queue was too full for this attempt, and otherwise never. */
function isRefused(attempt: Promise<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    attempt.then((code) => code === 'too_many_attempts' && resolve(), reject);
  });
}

describe.each(databaseKinds)('W2 wrong passwords, on %s', (kind) => {
  test('slow down after five for an email, known or not, from any address', async () => {
    const server = await startTestServer(kind);
    for (const email of [testAdministrator.email, 'nobody@example.com', ' ADMIN@example.com ']) {
      const codes: string[] = [];
      for (let tries = 0; tries < 6; tries += 1)
        codes.push(await codeOf(await tryPassword(server, { ...wrong, email })));
      const isSecondSpelling = email.startsWith(' ');
      expect(codes.at(-1)).toBe('too_many_attempts');
      expect(codes.slice(0, 5).every((code) => code === 'invalid_credentials')).toBe(
        !isSecondSpelling,
      );
    }
    const refused = await tryPassword(server, testAdministrator);
    expect(await codeOf(refused)).toBe('too_many_attempts');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('wait twice as long after each further failure, and are forgotten after fifteen minutes', async () => {
    const server = await startTestServer(kind);
    for (let tries = 0; tries < 5; tries += 1) await tryPassword(server, wrong);
    const waits: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const refused = await tryPassword(server, testAdministrator);
      const wait = Number(refused.headers.get('retry-after'));
      waits.push(wait);
      server.clock.now += wait * 1000;
      expect(await codeOf(await tryPassword(server, wrong))).toBe('invalid_credentials');
    }
    expect(waits).toEqual([15, 30, 60, 120]);
    server.clock.now += 15 * 60_000;
    expect((await tryPassword(server, testAdministrator)).status).toBe(200);
  });

  test('get the same wait however soon the next attempt comes', async () => {
    const server = await startTestServer(kind);
    for (let tries = 0; tries < 5; tries += 1) await tryPassword(server, wrong);
    const waits: (string | null)[] = [];
    for (let tries = 0; tries < 3; tries += 1)
      waits.push((await tryPassword(server, testAdministrator)).headers.get('retry-after'));
    expect(waits).toEqual(['15', '15', '15']);
    server.clock.now += 5_000;
    expect((await tryPassword(server, wrong)).headers.get('retry-after')).toBe('10');
  });

  test('slow down after thirty from one network, for any accounts', async () => {
    const server = await startTestServer(kind);
    const codes: string[] = [];
    for (let tries = 0; tries < 31; tries += 1) {
      const body = { ...wrong, email: `person-${tries}@example.com` };
      codes.push(await codeOf(await tryPassword(server, body, `2001:db8:1:2::${tries + 1}`)));
    }
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(30);
    expect(codes.at(-1)).toBe('too_many_attempts');
    expect((await tryPassword(server, testAdministrator, '2001:db8:1:3::1')).status).toBe(200);
  });

  test('never all pass at once: of fifty at the same moment five are verified', async () => {
    const server = await startTestServer(kind);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => tryPassword(server, wrong).then(codeOf)),
    );
    expect(answers.filter((code) => code === 'invalid_credentials')).toHaveLength(5);
  });

  test('don’t lock the owner out of a browser that has signed in before, nor end their session', async () => {
    const server = await startTestServer(kind);
    const owner = await signInAsAdministrator(server);
    const other = await signInAsAdministrator(server);
    await other.send('DELETE', 'api/session');
    for (let tries = 0; tries < 10; tries += 1) await tryPassword(server, wrong);
    expect(await codeOf(await tryPassword(server, testAdministrator))).toBe('too_many_attempts');
    expect((await owner.get('api/session')).status).toBe(200);
    expect((await other.send('POST', 'api/session', testAdministrator)).status).toBe(200);
    // Its own allowance is limited too.
    await other.send('DELETE', 'api/session');
    const codes: string[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      codes.push(await codeOf(await other.send('POST', 'api/session', wrong)));
    expect([codes[4], codes[5]]).toEqual(['invalid_credentials', 'too_many_attempts']);
  });

  test('that fill the queue don’t keep out an owner with a known browser, who signs in before most of them', async () => {
    const server = await startTestServer(kind);
    const owner = await signInAsAdministrator(server);
    await owner.send('DELETE', 'api/session');
    let verified = 0;
    const strangers = Array.from({ length: 150 }, async (_, index) => {
      const body = { ...wrong, email: `person-${index}@example.com` };
      const code = await codeOf(await tryPassword(server, body, `203.0.${index}.1`));
      if (code === 'invalid_credentials') verified += 1;
      return code;
    });
    await Promise.race(strangers.map(isRefused));
    expect((await owner.send('POST', 'api/session', testAdministrator)).status).toBe(200);
    expect(verified).toBeLessThan(50);
    await Promise.all(strangers);
    expect(verified).toBeGreaterThanOrEqual(100);
  });

  test('are still counted after a restart', async () => {
    const server = await startTestServer(kind);
    for (let tries = 0; tries < 5; tries += 1) await tryPassword(server, wrong);
    await server.stop();
    const again = await startTestServer(kind, server.environment);
    expect(await codeOf(await tryPassword(again, testAdministrator))).toBe('too_many_attempts');
  });

  test('don’t delay people who sign in through JWT', async () => {
    const server = await startTestServer(kind);
    const guesses = Array.from({ length: 60 }, (_, index) =>
      tryPassword(server, { ...wrong, email: `person-${index}@example.com` }),
    );
    const signIns = await Promise.all(
      Array.from({ length: 20 }, async () =>
        newBrowser(server.siteAddress).get(answerPath(await makeToken(server.clock))),
      ),
    );
    expect(signIns.every(({ status }) => status === 302)).toBe(true);
    await Promise.all(guesses);
  });
});
