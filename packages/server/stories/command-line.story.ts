import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { newEmail } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds, newFolder } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const ownKey = 'a signing key that the settings have, and not the environment';

/** Runs `./dashboard …` and waits for its end. */
async function dashboard(words: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...words], {
    env: { DASHBOARD_DATA_DIR: `${newFolder()}/none`, ...environment },
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return { exitCode, out: printed.out.trim(), err: printed.err.trim() };
}

async function signInAsAdministrator({ siteAddress }: TestServer) {
  const browser = newBrowser(siteAddress);
  await browser.send('POST', 'api/session', testAdministrator);
  return browser;
}

/** A server whose JWT settings are an administrator's, and the environment that the command line has. */
async function serverWithSettings(
  kind: 'sqlite' | 'postgres',
  patch: Readonly<Record<string, unknown>> = {},
) {
  const server = await startTestServer(kind, {
    DASHBOARD_JWT_ENABLED: '',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: '',
    DASHBOARD_JWT_SIGNING_KEY: '',
  });
  const administrator = await signInAsAdministrator(server);
  const settings = { enabled: true, identityProviderUri: 'http://localhost:9/login' };
  const changed = await administrator.send('PATCH', 'api/settings/jwt', {
    ...settings,
    signingKey: ownKey,
    ...patch,
  });
  expect(changed.status).toBe(200);
  return { server, administrator };
}

describe('a command that can’t be carried out says so in a line and exits with 1', () => {
  const key = { DASHBOARD_JWT_SIGNING_KEY: ownKey };

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown one', ['tokn'], {}, /^There is no command "tokn"/],
    ['a token for nobody', ['token'], key, /^Say whom to sign in: --email/],
    ['an unknown option', ['token', '--mail', 'x'], key, /'--mail'/],
    ['a claim without a value', ['token', '--email', 'a@b.c', '--claim', 'x'], key, /KEY=VALUE/],
    ['no address', ['token', '--email', 'a@b.c', '--for', 'x'], key, /^--for must be/],
    [
      'a return path elsewhere',
      ['token', '--email', 'a@b.c', '--return-to', '//evil.example'],
      key,
      /^--return-to must be/,
    ],
    ['no data', ['token', '--email', 'a@b.c'], {}, /^There is no Dashboard in .*none yet/],
    ['nothing to import from', ['import-settings'], {}, /^Say where from: --from-env/],
    ['nothing to import', ['import-settings', '--from-env'], {}, /^No variable MB_JWT_\* is set/],
    [
      'a group without a name',
      ['import-settings', '--from-env', '--group', '7'],
      { MB_JWT_GROUP_MAPPINGS: '{"hr":[7]}' },
      /ID=NAME/,
    ],
    [
      'groups that nobody has named',
      ['import-settings', '--from-env', '--group', '7=People'],
      { MB_JWT_GROUP_MAPPINGS: '{"hr":[7,8],"eng":[9]}' },
      /--group 8=NAME --group 9=NAME/,
    ],
    [
      'a switch that is neither on nor off',
      ['import-settings', '--from-env'],
      { MB_JWT_ENABLED: 'yes' },
      /^MB_JWT_ENABLED must be true or false/,
    ],
  ])('%s', async (_what, words, environment, message) => {
    const { exitCode, out, err } = await dashboard(words, environment);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(err.split('\n')).toHaveLength(1);
  });
});

test.each([
  [['--help'], /config check {2,}say what is wrong/],
  [['token', '--help'], /^Usage: \.\/dashboard token/],
  [['config', 'check', '--help'], /^Usage: \.\/dashboard config check/],
  [['import-settings', '--help'], /^Usage: \.\/dashboard import-settings/],
  [['start', '--help'], /^Usage: \.\/dashboard start/],
  [['demo', '--help'], /^Usage: \.\/dashboard demo/],
  [['--version'], /^\d+\.\d+\.\d+$/],
])('%s helps', async (words, text) => {
  const { exitCode, out, err } = await dashboard(words);
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toMatch(text);
});

describe('config check', () => {
  test('names every fault, without opening or making anything, and exits with 1', async () => {
    const wrong = { PORT: 'x', DASHBOARD_LOG_LEVEL: 'loud', DATABASE_URL: 'postgres://nobody@x/y' };
    const { exitCode, out } = await dashboard(['config', 'check', '--json'], wrong);
    expect(exitCode).toBe(1);
    const { faults } = JSON.parse(out);
    expect(faults).toHaveLength(3);
    expect(faults.join()).toMatch(/PORT.*DASHBOARD_SECRET_KEY.*DASHBOARD_LOG_LEVEL/s);
  });

  test('finds an identity provider that is Dashboard itself', async () => {
    const own = { DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:3000/auth/sso' };
    const { exitCode, out } = await dashboard(['config', 'check'], own);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^✗ DASHBOARD_JWT_IDENTITY_PROVIDER_URI: This is Dashboard’s own address/);
  });

  test('finds what the API would refuse, all of it', async () => {
    const { exitCode, out } = await dashboard(['config', 'check', '--json'], {
      DASHBOARD_JWT_LOGOUT_URI: 'javascript:alert(1)',
      DASHBOARD_JWT_TOKEN_ENDPOINT: 'http://evil.test/token',
      DASHBOARD_JWT_ISSUER: 'http://evil.test',
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(out).faults.join()).toMatch(/TOKEN_ENDPOINT.*LOGOUT_URI/s);
    const named = await dashboard(['config', 'check'], { DASHBOARD_JWT_CLIENT_ID: 'a\nb' });
    expect([named.exitCode, named.out]).toEqual([1, expect.stringContaining('visible ASCII')]);
  });

  test('warns of a token endpoint whose issuer is still to be set', async () => {
    const endpoint = { DASHBOARD_JWT_TOKEN_ENDPOINT: 'https://id.example.com/token' };
    const { exitCode, out } = await dashboard(['config', 'check'], endpoint);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^! DASHBOARD_JWT_TOKEN_ENDPOINT is set without DASHBOARD_JWT_ISSUER/);
  });

  test('warns of a quoted key and of an app on plain http, and exits with 0', async () => {
    const { exitCode, out } = await dashboard(['config', 'check', '--json'], {
      DASHBOARD_JWT_SIGNING_KEY: `'${ownKey}'`,
      DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://auth.intranet.local/login',
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).warnings).toEqual([
      expect.stringMatching(/^DASHBOARD_JWT_IDENTITY_PROVIDER_URI: .*http:/),
      expect.stringMatching(/^DASHBOARD_JWT_SIGNING_KEY: .*quotation mark/),
    ]);
    expect(out).not.toContain(ownKey);
  });

  test('N1 refuses a key of few different characters, and trims the key and names', async () => {
    const weak = { DASHBOARD_JWT_SIGNING_KEY: '01'.repeat(20) };
    const { exitCode, out } = await dashboard(['config', 'check'], weak);
    expect([exitCode, out]).toEqual([1, expect.stringContaining('10 different characters')]);
    const twice = { DASHBOARD_JWT_GROUP_MAPPINGS: '{"eng":["A"]," eng":["B"]}' };
    expect((await dashboard(['config', 'check'], twice)).exitCode).toBe(1);
  });

  test('warns of a name that is probably mistyped, and exits with 0', async () => {
    const { exitCode, out } = await dashboard(['config', 'check'], {
      DASHBOARD_JWT_ENABLE: 'true',
    });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^! DASHBOARD_JWT_ENABLE is not a setting.*\n✓ A server would start/);
  });
});

test('a token is made with the key of the environment alone, before there is any data', async () => {
  const words = [
    'token',
    '--email',
    'rene@example.com',
    '--claim',
    'level=3',
    '--claim',
    'zip=01067',
  ];
  const { exitCode, out } = await dashboard([...words, '--claim', 'stores=["a","b"]'], {
    DASHBOARD_JWT_SIGNING_KEY: ownKey,
    DASHBOARD_JWT_EMAIL_ATTRIBUTE: 'mail',
    DASHBOARD_SITE_URL: 'https://example.com/bi/',
  });
  expect(exitCode).toBe(0);
  const [token = '', , link = ''] = out.split('\n');
  expect(link).toBe(`https://example.com/bi/auth/sso?jwt=${token}`);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({
    ...{ mail: 'rene@example.com', level: 3, zip: '01067' },
    ...{ stores: ['a', 'b'], exp: claims.iat + 120 },
  });
});

describe.each(databaseKinds)('beside a running server, on %s', (kind) => {
  test('a token is made by its settings, and its link signs in', async () => {
    const { server } = await serverWithSettings(kind, {
      issuer: 'https://app.example.com',
      audience: 'dashboard',
      emailAttribute: 'mail',
    });
    const email = newEmail();
    const words = [
      '--email',
      email,
      '--first-name',
      'Rene',
      '--return-to',
      '/question/1',
      '--json',
    ];
    const { exitCode, out } = await dashboard(
      ['token', ...words, '--claim', 'level=3', '--group', 'Engineers'],
      { ...server.environment, DASHBOARD_SITE_URL: 'http://elsewhere.example' },
    );
    expect(exitCode).toBe(0);
    const { token, link, expiresAt } = JSON.parse(out);
    expect(link).toContain(`http://elsewhere.example/auth/sso?jwt=${token}`);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const browser = newBrowser(server.siteAddress);
    const { pathname, search } = new URL(link);
    const back = await browser.get(pathname.slice(1) + search);
    expect([back.status, back.headers.get('location')]).toEqual([302, '/question/1']);
    const { account } = await (await browser.get('api/session')).json();
    expect(account).toMatchObject({ email, firstName: 'Rene', attributes: { level: 3 } });
  });

  test('a token without a key anywhere is refused', async () => {
    const server = await startTestServer(kind, {
      DASHBOARD_JWT_ENABLED: '',
      DASHBOARD_JWT_SIGNING_KEY: '',
    });
    const { exitCode, err } = await dashboard(['token', '--email', 'a@b.c'], server.environment);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^There is no signing key yet/);
  });

  const metabase = {
    MB_JWT_ENABLED: 'true',
    MB_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:3535/login',
    MB_JWT_SHARED_SECRET: 'a secret that Metabase and the app have shared',
    MB_JWT_ATTRIBUTE_EMAIL: 'mail',
    MB_JWT_ATTRIBUTE_FIRSTNAME: 'given_name',
    MB_JWT_ATTRIBUTE_LASTNAME: 'family_name',
    MB_JWT_ATTRIBUTE_GROUPS: 'roles',
    MB_JWT_GROUP_SYNC: 'true',
    MB_JWT_GROUP_MAPPINGS: '{"admins":[2],"hr":[7]}',
    MB_JWT_USER_PROVISIONING_ENABLED: 'false',
    MB_JWT_ATTRIBUTE_TENANT: 'tenant',
  };
  const groups = ['--group', '2=Administrators', '--group', '7=People'];

  test('the settings of a Metabase are taken over, and hold at once', async () => {
    const { server, administrator } = await serverWithSettings(kind);
    const all = { ...server.environment, ...metabase };
    const dry = await dashboard(['import-settings', '--from-env', ...groups, '--dry-run'], all);
    expect(dry.out).toMatch(/^✓ MB_JWT_IDENTITY_PROVIDER_URI → identityProviderUri$/m);
    expect(dry.out).not.toContain(metabase.MB_JWT_SHARED_SECRET);
    // Before anybody has named the groups it says the rest, and how to name them.
    const first = await dashboard(['import-settings', '--from-env', '--dry-run'], all);
    expect([first.exitCode, first.out]).toEqual([1, expect.stringContaining('→ emailAttribute')]);
    expect(first.err).toMatch(/--group 2=NAME --group 7=NAME/);
    const before = await (await administrator.get('api/settings/jwt')).json();
    expect(before.emailAttribute).toBe('email');

    const done = await dashboard(['import-settings', '--from-env', ...groups, '--json'], all);
    expect([done.exitCode, done.err]).toEqual([0, '']);
    expect(JSON.parse(done.out)).toMatchObject({
      leftOut: ['MB_JWT_ATTRIBUTE_TENANT'],
      groupMappings: { admins: ['Administrators'], hr: ['People'] },
    });
    const rows = await server.database.read.selectFrom('groups').selectAll().execute();
    const idOf = (name: string) => rows.find((row) => row.name === name)?.id;
    const after = await (await administrator.get('api/settings/jwt')).json();
    expect(after).toMatchObject({
      enabled: true,
      identityProviderUri: 'http://localhost:3535/login',
      emailAttribute: 'mail',
      firstNameAttribute: 'given_name',
      lastNameAttribute: 'family_name',
      groupsAttribute: 'roles',
      groupSync: true,
      groupMappings: { admins: [idOf('Administrators')], hr: [idOf('People')] },
      userProvisioning: false,
    });
    expect(after.signingKey.lastFour).toBe('ared');
  });

  test.each([
    ['too short a secret', { MB_JWT_SHARED_SECRET: 'short' }, /at least 32 bytes/],
    ['what the environment has locked', { DASHBOARD_JWT_ENABLED: 'true' }, /only there: enabled/],
    ['an address that is none', { MB_JWT_IDENTITY_PROVIDER_URI: 'x' }, /identityProviderUri: /],
  ])('nothing at all is taken over with %s', async (_what, change, message) => {
    const { server, administrator } = await serverWithSettings(kind);
    const { exitCode, err } = await dashboard(['import-settings', '--from-env', ...groups], {
      ...{ ...server.environment, ...metabase, ...change },
    });
    expect(exitCode).toBe(1);
    expect(err).toMatch(message);
    const { emailAttribute } = await (await administrator.get('api/settings/jwt')).json();
    expect(emailAttribute).toBe('email');
  });
});
