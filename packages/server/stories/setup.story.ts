import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { activeAdministrators } from '../src/groups/group-store.ts';
import { writeSettings } from '../src/settings/settings-store.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { type DatabaseKind, databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const main = new URL('../src/main.ts', import.meta.url).pathname;
const person = { firstName: 'Ada', lastName: 'King', password: 'a password for tests' };
const noAdministrator = { DASHBOARD_ADMIN_EMAIL: '', DASHBOARD_ADMIN_PASSWORD: '' };
/** Nothing is configured: the site waits for its first administrator. */
const fresh = { ...noAdministrator, DASHBOARD_JWT_ENABLED: '', DASHBOARD_JWT_SIGNING_KEY: '' };
const mapped = {
  ...noAdministrator,
  DASHBOARD_JWT_GROUP_SYNC: 'true',
  DASHBOARD_JWT_GROUP_MAPPINGS: '{"admins":["Administrators"]}',
};
const reachable = { ...fresh, HOST: '0.0.0.0', DASHBOARD_SETUP_CODE: 'correct-code' };

function setUp(browser: TestBrowser, more: object = {}) {
  return browser.send('POST', 'api/setup', { ...person, email: newEmail(), ...more });
}

function strangerAt(server: Pick<TestServer, 'siteAddress'>, address?: string): TestBrowser {
  return newBrowser(server.siteAddress, address === undefined ? {} : { address });
}

async function isSetupRequired(server: Pick<TestServer, 'siteAddress'>): Promise<boolean> {
  return (await (await strangerAt(server).get('api/properties')).json()).setupRequired;
}

async function administratorsOf({ database }: TestServer): Promise<string[]> {
  return (await activeAdministrators(database.read)).map(({ email }) => email);
}

/** What an administrator, or `import-settings`, does to the JWT settings. */
async function setEnabled({ database }: TestServer, enabled: boolean): Promise<void> {
  const row = { value: JSON.stringify({ enabled }), version: 1 };
  await database.transaction((tx) => writeSettings(tx, 'jwt', row, 1));
}

async function signInWithToken(server: TestServer, claims: object): Promise<TestBrowser> {
  const browser = newBrowser(server.siteAddress);
  const answer = await browser.get(answerPath(await makeToken(server.clock, { ...claims })));
  expect(answer.status).toBe(302);
  return browser;
}

describe.each(databaseKinds)('setup over HTTP, on %s', (kind: DatabaseKind) => {
  test('creates the first administrator and signs them in', async () => {
    const server = await startTestServer(kind, fresh);
    expect(await isSetupRequired(server)).toBe(true);
    const browser = strangerAt(server);
    const email = newEmail();
    const answer = await setUp(browser, { email, siteName: 'Numbers' });
    expect(answer.status).toBe(201);
    expect((await answer.json()).account).toMatchObject({ email, isAdministrator: true });
    expect((await browser.get('api/settings/jwt')).status).toBe(200);
    expect(await isSetupRequired(server)).toBe(false);
  });

  test('lets one of forty simultaneous requests through', async () => {
    const server = await startTestServer(kind, fresh);
    const codes = await Promise.all(
      Array.from({ length: 40 }, async () => codeOf(await setUp(strangerAt(server)))),
    );
    expect(codes.filter((code) => code === '201')).toHaveLength(1);
    expect(codes.filter((code) => code === 'setup_done')).toHaveLength(39);
    expect(await administratorsOf(server)).toHaveLength(1);
  });

  test.each([
    ['usable', {}],
    ['usable with password login off', { DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' }],
  ])('is closed while JWT is %s', async (_how, environment) => {
    const server = await startTestServer(kind, { ...mapped, ...environment });
    expect(await isSetupRequired(server)).toBe(false);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    const boss = await signInWithToken(server, { email: 'boss@example.com', groups: ['admins'] });
    expect((await boss.get('api/accounts')).status).toBe(200);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    expect(await administratorsOf(server)).toEqual(['boss@example.com']);
  });

  test('stays closed when the administrator who came through JWT disables it', async () => {
    const server = await startTestServer(kind, {
      ...mapped,
      DASHBOARD_JWT_ENABLED: '',
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
    });
    await setEnabled(server, true);
    const boss = await signInWithToken(server, { email: 'boss@example.com', groups: ['admins'] });
    await setEnabled(server, false);
    expect(await isSetupRequired(server)).toBe(false);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    expect((await boss.get('api/accounts')).status).toBe(200);
  });

  test('is closed while password login is off, since nobody may get in by a password', async () => {
    const environment = { ...fresh, DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' };
    const server = await startTestServer(kind, environment);
    expect(await isSetupRequired(server)).toBe(false);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    const toLogin = await strangerAt(server).get('question/1');
    expect(toLogin.headers.get('location')).toMatch(/^\/auth\/login/);
  });

  test('never adds an administrator beside one whom a simultaneous JWT sign-in made', async () => {
    const server = await startTestServer(kind, mapped);
    const token = await makeToken(server.clock, { email: 'boss@example.com', groups: ['admins'] });
    const [codes] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, async () => codeOf(await setUp(strangerAt(server))))),
      newBrowser(server.siteAddress).get(answerPath(token)),
    ]);
    expect(new Set(codes)).toEqual(new Set(['setup_done']));
    expect(await administratorsOf(server)).toEqual(['boss@example.com']);
  });

  describe('where other machines can reach the server', () => {
    test('requires the setup code', async () => {
      const server = await startTestServer(kind, reachable);
      expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_code_invalid');
      for (const setupCode of ['', 'wrong-code', 'correct-codes', 'CORRECT-CODE'])
        expect(await codeOf(await setUp(strangerAt(server), { setupCode }))).toBe(
          'setup_code_invalid',
        );
      expect(await administratorsOf(server)).toEqual([]);
      expect((await setUp(strangerAt(server), { setupCode: ' correct-code ' })).status).toBe(201);
      const again = await setUp(strangerAt(server), { setupCode: 'correct-code' });
      expect(await codeOf(again)).toBe('setup_done');
    });

    test('limits tries of the code, by network and in all', async () => {
      const server = await startTestServer(kind, reachable);
      const tryFrom = async (address: string) =>
        codeOf(await setUp(strangerAt(server, address), { setupCode: 'wrong-code' }));
      const first: string[] = [];
      for (let count = 0; count < 11; count += 1) first.push(await tryFrom('203.0.113.9'));
      expect(first.filter((code) => code === 'setup_code_invalid')).toHaveLength(10);
      expect(first.at(-1)).toBe('too_many_attempts');
      // A request without a code tells nothing, and costs no try.
      expect(await codeOf(await setUp(strangerAt(server, '203.0.113.9')))).toBe(
        'setup_code_invalid',
      );
      const others: string[] = [];
      for (let count = 0; count < 95; count += 1) others.push(await tryFrom(`203.0.${count}.1`));
      expect(others.at(-1)).toBe('too_many_attempts');
    });
  });
});

test('a code that is configured is required on a loopback address too', async () => {
  const server = await startTestServer('sqlite', { ...reachable, HOST: '127.0.0.1' });
  expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_code_invalid');
});

/** Starts `./dashboard start` and waits until it is ready. */
async function started(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main, 'start'], { env: { ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { out: '', err: '' };
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const isReady = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed.out += chunk;
      if (printed.out.includes('is ready')) resolve();
    });
    child.once('close', () => reject(new Error(`it ended: ${printed.err}`)));
  });
  await isReady;
  const stop = async () => {
    child.removeAllListeners('close');
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { printed, stop, siteAddress: `http://localhost:${environment.PORT}/` };
}

describe('the start', () => {
  test('prints a setup code that works once where other machines can reach the server', async () => {
    const { DASHBOARD_SETUP_CODE: _unset, ...environment } = reachable;
    const whole = await testEnvironment('sqlite', environment);
    const program = await started(whole);
    const [, setupCode = ''] = /[Ss]etup code: (\S+)/.exec(program.printed.out) ?? [];
    expect(setupCode).toMatch(/^[a-z2-9-]{20,}$/);
    expect(await codeOf(await setUp(strangerAt(program)))).toBe('setup_code_invalid');
    expect((await setUp(strangerAt(program), { setupCode })).status).toBe(201);
    await program.stop();
    const again = await started(whole);
    expect(again.printed.out).not.toMatch(/setup code/i);
  });

  test('does not print a setup code that the environment sets', async () => {
    const program = await started(await testEnvironment('sqlite', reachable));
    expect(program.printed.out).toContain(`${program.siteAddress}setup`);
    expect(program.printed.out + program.printed.err).not.toContain('correct-code');
  });

  test('asks for no code on a loopback address, and prints where to set the site up', async () => {
    const program = await started(await testEnvironment('sqlite', fresh));
    expect(program.printed.out).not.toMatch(/setup code/i);
    expect(program.printed.out).toContain(`${program.siteAddress}setup`);
    expect((await setUp(strangerAt(program))).status).toBe(201);
  });

  test('in a container set up by JWT variables gives nobody rights but the mapped administrator', async () => {
    const program = await started(
      await testEnvironment('sqlite', {
        ...mapped,
        HOST: '0.0.0.0',
        DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false',
      }),
    );
    expect(program.printed.err).toBe('');
    const clock = { now: Date.now() };
    const attempts: [string, object][] = [
      ['a stranger at the setup', {}],
      ['a stranger with a made-up code', { setupCode: 'correct-code' }],
    ];
    for (const [who, more] of attempts)
      expect(await codeOf(await setUp(strangerAt(program), more)), who).toBe('setup_done');
    expect(await isSetupRequired(program)).toBe(false);
    const colleague = newBrowser(program.siteAddress);
    const plain = await makeToken(clock, { groups: ['Administrators', 'users'] });
    expect((await colleague.get(answerPath(plain))).status).toBe(302);
    expect((await colleague.get('api/accounts')).status).toBe(403);
    const boss = newBrowser(program.siteAddress);
    const token = await makeToken(clock, { email: 'boss@example.com', groups: ['admins'] });
    expect((await boss.get(answerPath(token))).status).toBe(302);
    expect((await boss.get('api/accounts')).status).toBe(200);
    expect(await codeOf(await setUp(strangerAt(program)))).toBe('setup_done');
  });

  test.each([
    ['JWT gives nobody the rights', noAdministrator],
    ['the mapping is not in use', { ...mapped, DASHBOARD_JWT_GROUP_SYNC: 'false' }],
    ['password login is off and JWT too', { ...fresh, DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' }],
  ])(
    'names three ways out where nobody can become administrator: %s',
    async (_why, environment) => {
      const program = await started(await testEnvironment('sqlite', environment));
      expect(program.printed.err).toMatch(/Nobody can become an administrator/);
      for (const way of [
        'DASHBOARD_JWT_GROUP_MAPPINGS',
        'DASHBOARD_ADMIN_EMAIL',
        './dashboard administrator add EMAIL',
      ])
        expect(program.printed.err).toContain(way);
    },
  );

  test('creates the administrator of the environment on a site where JWT made none', async () => {
    const whole = await testEnvironment('sqlite', noAdministrator);
    const first = await started(whole);
    await first.stop();
    const second = await started({
      ...whole,
      DASHBOARD_ADMIN_EMAIL: 'late@example.com',
      DASHBOARD_ADMIN_PASSWORD: person.password,
    });
    expect(second.printed.err).toBe('');
    const browser = newBrowser(second.siteAddress);
    const { password } = person;
    const signedIn = await browser.send('POST', 'api/session', {
      email: 'late@example.com',
      password,
    });
    expect(signedIn.status).toBe(200);
    expect((await browser.get('api/accounts')).status).toBe(200);
  });
});
