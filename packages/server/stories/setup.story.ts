import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { activeAdministrators } from '../src/groups/group-store.ts';
import { writeSettings } from '../src/settings/settings-store.ts';
import { answerPath, makeToken, newEmail } from '../src/testing/make-token.ts';
import { sendRaw } from '../src/testing/send-raw.ts';
import { codeOf, newBrowser, type TestBrowser } from '../src/testing/test-browser.ts';
import { type DatabaseKind, databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const main = new URL('../src/main.ts', import.meta.url).pathname;
const person = { firstName: 'Ada', lastName: 'King', password: 'a password for tests' };
const noAdministrator = { DASHBOARD_ADMIN_EMAIL: '', DASHBOARD_ADMIN_PASSWORD: '' };
/** Nothing is configured: the site has no administrator yet. */
const fresh = {
  ...noAdministrator,
  DASHBOARD_JWT_ENABLED: '',
  DASHBOARD_JWT_SIGNING_KEY: '',
  DASHBOARD_TRUST_PROXY: '',
};
const mapped = {
  ...noAdministrator,
  DASHBOARD_JWT_GROUP_SYNC: 'true',
  DASHBOARD_JWT_GROUP_MAPPINGS: '{"admins":["Administrators"]}',
};
const setupCode = 'correct-code-for-tests';
const reachable = { ...fresh, HOST: '0.0.0.0', DASHBOARD_SETUP_CODE: setupCode };

function setUp(
  browser: TestBrowser,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
) {
  return browser.send('POST', 'api/setup', { ...person, email: newEmail(), ...more }, headers);
}

/** @param address as a proxy reports it; without one the browser is on the server's own machine */
function strangerAt(
  server: Pick<TestServer, 'siteAddress'>,
  address: string | null = null,
): TestBrowser {
  return newBrowser(server.siteAddress, { address });
}

async function isSetupRequired(server: Pick<TestServer, 'siteAddress'>): Promise<boolean> {
  return (await (await strangerAt(server).get('api/properties')).json()).setupRequired;
}

async function isCodeRequired(
  server: Pick<TestServer, 'siteAddress'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const answer = await strangerAt(server).get('api/properties', headers);
  return (await answer.json()).setupCodeRequired;
}

async function administratorsOf({ database }: TestServer): Promise<string[]> {
  return (await activeAdministrators(database.read)).map(({ email }) => email);
}

/** Changes the JWT settings as an administrator or `import-settings` does. */
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

  test('accepts one of forty simultaneous requests', async () => {
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
    ['usable with password login disabled', { DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' }],
  ])('is closed while JWT is %s', async (_how, environment) => {
    const server = await startTestServer(kind, { ...mapped, ...environment });
    expect(await isSetupRequired(server)).toBe(false);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    const boss = await signInWithToken(server, { email: 'boss@example.com', groups: ['admins'] });
    expect((await boss.get('api/accounts')).status).toBe(200);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    expect(await administratorsOf(server)).toEqual(['boss@example.com']);
  });

  test('stays closed if the administrator who came through JWT disables it', async () => {
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

  test('is closed while password login is disabled, because a password would not work', async () => {
    const environment = { ...fresh, DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' };
    const server = await startTestServer(kind, environment);
    expect(await isSetupRequired(server)).toBe(false);
    expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_done');
    const toLogin = await strangerAt(server).get('question/1');
    expect(toLogin.headers.get('location')).toMatch(/^\/auth\/login/);
  });

  test('never adds an administrator next to one whom a simultaneous JWT sign-in created', async () => {
    const server = await startTestServer(kind, mapped);
    const token = await makeToken(server.clock, { email: 'boss@example.com', groups: ['admins'] });
    const [codes] = await Promise.all([
      Promise.all(Array.from({ length: 10 }, async () => codeOf(await setUp(strangerAt(server))))),
      newBrowser(server.siteAddress).get(answerPath(token)),
    ]);
    expect(new Set(codes)).toEqual(new Set(['setup_done']));
    expect(await administratorsOf(server)).toEqual(['boss@example.com']);
  });

  describe('if other machines can reach the server', () => {
    test('requires the setup code', async () => {
      const server = await startTestServer(kind, reachable);
      expect(await isCodeRequired(server)).toBe(true);
      expect(await codeOf(await setUp(strangerAt(server)))).toBe('setup_code_invalid');
      for (const typed of ['', 'wrong-code', `${setupCode}s`, setupCode.toUpperCase()])
        expect(await codeOf(await setUp(strangerAt(server), { setupCode: typed }))).toBe(
          'setup_code_invalid',
        );
      expect(await administratorsOf(server)).toEqual([]);
      const first = await setUp(strangerAt(server), { setupCode: ` ${setupCode} ` });
      expect(first.status).toBe(201);
      expect(await isCodeRequired(server)).toBe(false);
      expect(await codeOf(await setUp(strangerAt(server), { setupCode }))).toBe('setup_done');
    });

    test('accepts the owner after any number of wrong codes', async () => {
      const server = await startTestServer(kind, { ...reachable, DASHBOARD_TRUST_PROXY: '1' });
      const tryFrom = async (address: string, typed: string, more: object = {}) =>
        codeOf(await setUp(strangerAt(server, address), { setupCode: typed, ...more }));
      const codes = new Set<string>();
      for (let count = 0; count < 120; count += 1)
        codes.add(await tryFrom(count % 2 ? '203.0.113.9' : `203.0.${count}.1`, 'wrong-code'));
      expect(codes).toEqual(new Set(['setup_code_invalid']));
      for (let count = 0; count < 12; count += 1)
        expect(await tryFrom('203.0.113.9', setupCode, { password: '1234567890' })).toBe(
          'validation_failed',
        );
      expect(await tryFrom('203.0.113.9', setupCode)).toBe('201');
    });
  });
});

/** @returns the whole response */
function postSetup(
  { siteAddress }: TestServer,
  version: 'HTTP/1.0' | 'HTTP/1.1',
  host: string,
): Promise<string> {
  const body = JSON.stringify({ ...person, email: newEmail() });
  return sendRaw(
    siteAddress,
    `POST /api/setup ${version}\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

describe('setup on a loopback address', () => {
  /** A request through a proxy on the same machine, or from a page after DNS rebinding. */
  const fromElsewhere: [string, Record<string, string>][] = [
    ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.9' }],
    ['X-Forwarded-For with a loopback address', { 'x-forwarded-for': '127.0.0.1' }],
    ['Forwarded', { forwarded: 'for=203.0.113.9' }],
    ['Via', { via: '1.1 proxy' }],
    ['X-Real-IP', { 'x-real-ip': '203.0.113.9' }],
    ['X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
  ];

  test.each(fromElsewhere)('requires the code of a request with %s', async (_name, headers) => {
    const server = await startTestServer('sqlite', { ...fresh, DASHBOARD_LOG_LEVEL: 'silent' });
    expect(await isCodeRequired(server, headers)).toBe(true);
    expect(await codeOf(await setUp(strangerAt(server), {}, headers))).toBe('setup_code_invalid');
    expect(await administratorsOf(server)).toEqual([]);
    // The person at this machine still needs none.
    expect(await isCodeRequired(server)).toBe(false);
    expect((await setUp(strangerAt(server))).status).toBe(201);
  });

  test('requires the code of a request for another host name than this machine’s', async () => {
    const server = await startTestServer('sqlite', fresh);
    const post = (host: string) => postSetup(server, 'HTTP/1.1', host);
    const { port } = new URL(server.siteAddress);
    for (const host of [
      'bi.example.com',
      `evil.test:${port}`,
      '192.0.2.7',
      'localhost.evil.test',
      '',
    ])
      expect(await post(host), host).toMatch(/^HTTP\/1.1 403 .*setup_code_invalid/s);
    expect(await administratorsOf(server)).toEqual([]);
    expect(await post(`localhost:${port}`)).toMatch(/^HTTP\/1.1 201 /);
  });

  test('requires the code of a request over HTTP/1.0, as a proxy without settings sends it', async () => {
    const server = await startTestServer('sqlite', { ...fresh, DASHBOARD_LOG_LEVEL: 'silent' });
    const { host } = new URL(server.siteAddress);
    expect(await postSetup(server, 'HTTP/1.0', host)).toMatch(
      /^HTTP\/1.1 403 .*setup_code_invalid/s,
    );
    const properties = await sendRaw(
      server.siteAddress,
      `GET /api/properties HTTP/1.0\r\nHost: ${host}\r\n\r\n`,
    );
    expect(properties).toContain('"setupCodeRequired":true');
    expect(await administratorsOf(server)).toEqual([]);
    expect(await postSetup(server, 'HTTP/1.1', host)).toMatch(/^HTTP\/1.1 201 /);
  });

  test.each([
    ['the site address is public', { DASHBOARD_SITE_URL: 'https://bi.example.com/' }],
    ['a proxy is trusted', { DASHBOARD_TRUST_PROXY: '1' }],
    ['a proxy is trusted by its address', { DASHBOARD_TRUST_PROXY: '127.0.0.1' }],
    ['a code is configured', { DASHBOARD_SETUP_CODE: setupCode }],
  ])('requires the code of every request if %s', async (_why, environment) => {
    const whole = await testEnvironment('sqlite', { ...fresh, ...environment });
    await startTestServer('sqlite', whole);
    const here = { siteAddress: `http://localhost:${whole.PORT}/` };
    expect(await isCodeRequired(here)).toBe(true);
    const { origin } = new URL(whole.DASHBOARD_SITE_URL ?? here.siteAddress);
    const answer = await setUp(strangerAt(here), {}, { origin });
    expect(await codeOf(answer)).toBe('setup_code_invalid');
  });

  test.each(['http://127.0.0.1:7/', 'http://[::1]:7/', 'http://bi.localhost:7/'])(
    'requires no code if the site address is %s',
    async (address) => {
      const server = await startTestServer('sqlite', { ...fresh, DASHBOARD_SITE_URL: address });
      const here = { siteAddress: `http://localhost:${server.environment.PORT}/` };
      expect(await isCodeRequired(here)).toBe(false);
    },
  );
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

function printedCode(printed: string): string {
  return /[Ss]etup code: ([a-z2-9-]+)/.exec(printed)?.[1] ?? '';
}

describe('the start', () => {
  test('prints a setup code that works once if other machines can reach the server', async () => {
    const { DASHBOARD_SETUP_CODE: _unset, ...environment } = reachable;
    const whole = await testEnvironment('sqlite', environment);
    const program = await started(whole);
    const printed = printedCode(program.printed.out);
    expect(printed).toMatch(/^[a-z2-9-]{20,}$/);
    expect(await codeOf(await setUp(strangerAt(program)))).toBe('setup_code_invalid');
    expect((await setUp(strangerAt(program), { setupCode: printed })).status).toBe(201);
    await program.stop();
    const again = await started(whole);
    expect(again.printed.out).not.toMatch(/setup code/i);
  });

  test('prints a setup code behind a proxy on the same machine', async () => {
    const proxied = { ...fresh, DASHBOARD_SITE_URL: 'https://bi.example.com/' };
    const program = await started(await testEnvironment('sqlite', proxied));
    const more = { setupCode: printedCode(program.printed.out) };
    const origin = 'https://bi.example.com';
    const answer = await setUp(strangerAt(program, '203.0.113.9'), more, { origin });
    expect(answer.status).toBe(201);
  });

  test('logs the setup code once when a request comes through a proxy that is not configured', async () => {
    const program = await started(
      await testEnvironment('sqlite', { ...fresh, DASHBOARD_LOG_LEVEL: 'warn' }),
    );
    expect(printedCode(program.printed.out)).toBe('');
    const proxied = strangerAt(program, '203.0.113.9');
    for (let count = 0; count < 3; count += 1) await proxied.get('api/properties');
    await expect.poll(() => printedCode(program.printed.out)).not.toBe('');
    const code = printedCode(program.printed.out);
    expect(await codeOf(await setUp(proxied))).toBe('setup_code_invalid');
    expect((await setUp(proxied, { setupCode: code })).status).toBe(201);
    await proxied.get('api/properties');
    expect(program.printed.out.split(code)).toHaveLength(2);
  });

  test('does not print a setup code that the environment sets', async () => {
    const program = await started(await testEnvironment('sqlite', reachable));
    expect(program.printed.out).toContain(`${program.siteAddress}setup`);
    expect(program.printed.out + program.printed.err).not.toContain(setupCode);
  });

  test('asks for no code on a loopback address, and prints the address of setup', async () => {
    const program = await started(await testEnvironment('sqlite', fresh));
    expect(program.printed.out).not.toMatch(/setup code/i);
    expect(program.printed.out).toContain(`${program.siteAddress}setup`);
    expect((await setUp(strangerAt(program))).status).toBe(201);
  });

  test.each(databaseKinds)(
    'in a container set up by JWT variables gives administrator rights only to the mapped person, on %s',
    async (kind) => {
      const program = await started(
        await testEnvironment(kind, {
          ...mapped,
          HOST: '0.0.0.0',
          DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false',
        }),
      );
      expect(program.printed.err).toBe('');
      const clock = { now: Date.now() };
      const attempts: [string, object][] = [
        ['a stranger at the setup', {}],
        ['a stranger with a made-up code', { setupCode }],
      ];
      for (const [who, more] of attempts)
        expect(await codeOf(await setUp(strangerAt(program), more)), who).toBe('setup_done');
      expect(await isSetupRequired(program)).toBe(false);
      const colleague = newBrowser(program.siteAddress);
      const plain = await makeToken(clock, { groups: ['Administrators', 'users'] });
      expect((await colleague.get(answerPath(plain))).status).toBe(302);
      expect((await colleague.get('api/accounts')).status).toBe(403);
      expect((await colleague.get('api/settings/jwt')).status).toBe(403);
      const boss = newBrowser(program.siteAddress);
      const token = await makeToken(clock, { email: 'boss@example.com', groups: ['admins'] });
      expect((await boss.get(answerPath(token))).status).toBe(302);
      expect((await boss.get('api/accounts')).status).toBe(200);
      expect(await codeOf(await setUp(strangerAt(program)))).toBe('setup_done');
    },
  );

  test.each([
    ['JWT gives no person the rights', noAdministrator],
    ['the mapping is not in use', { ...mapped, DASHBOARD_JWT_GROUP_SYNC: 'false' }],
    [
      'password login and JWT are disabled',
      { ...fresh, DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' },
    ],
  ])('lists three ways to get an administrator if there is none: %s', async (_why, environment) => {
    const program = await started(await testEnvironment('sqlite', environment));
    expect(program.printed.err).toMatch(/Nobody can become an administrator/);
    for (const way of [
      'DASHBOARD_JWT_GROUP_MAPPINGS',
      'DASHBOARD_ADMIN_EMAIL',
      './dashboard administrator add EMAIL',
    ])
      expect(program.printed.err).toContain(way);
  });

  test('creates the environment’s administrator on a site where JWT created none', async () => {
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
