import { spawn } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import { newEmail } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { databaseKinds, newFolder } from '../src/testing/test-database.ts';
import { startTestServer, type TestServer, testAdministrator } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const main = new URL('../src/main.ts', import.meta.url).pathname;
const ownKey = 'a signing key that the settings have, and not the environment';

/** Runs `./dashboard …` and waits for its end. */
async function dashboard(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
) {
  const child = spawn(process.execPath, [main, ...words], {
    env: { DASHBOARD_DATA_DIR: `${newFolder()}/none`, ...environment },
  });
  child.stdin.end(input);
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

/**
 * A server whose JWT settings an administrator has saved, and the environment of the command line.
 */
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

describe('a command that fails says so in one line and exits with 1', () => {
  const key = { DASHBOARD_JWT_SIGNING_KEY: ownKey };

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['an unknown one', ['tokn'], {}, /^There is no command "tokn"/],
    ['a token without an email', ['token'], key, /^Give the email of a person: --email/],
    [
      'an unknown option',
      ['token', '--mail', 'x'],
      key,
      /^There is no option --mail. See .*token --help/,
    ],
    ['a port as an option', ['start', '--port', '80'], {}, /variable PORT instead/],
    ['one argument too many', ['start', 'now'], {}, /'now'.*start --help/],
    ['an invalid email', ['token', '--email', 'nope'], key, /^--email nope is not an email/],
    [
      'an email given twice',
      ['token', '--email', 'a@b.co', '--claim', 'email=z@z.z'],
      key,
      /^--claim email=… repeats a claim that --email sets/,
    ],
    [
      'a claim given twice',
      ['token', '--email', 'a@b.co', '--claim', 'a=1', '--claim', 'a=2'],
      key,
      /^--claim a=… repeats a claim that --claim sets/,
    ],
    ['no token to check', ['token', 'check'], key, /^Give one token, or - for standard input/],
    ['a link without a token', ['token', 'check', 'http://localhost/'], key, /no parameter “jwt”/],
    ['a claim without a value', ['token', '--email', 'a@b.c', '--claim', 'x'], key, /KEY=VALUE/],
    ['no address', ['token', '--email', 'a@b.c', '--for', 'x'], key, /^--for must be/],
    [
      'a return path elsewhere',
      ['token', '--email', 'a@b.c', '--return-to', '//evil.example'],
      key,
      /^--return-to must be/,
    ],
    ['no data', ['token', '--email', 'a@b.c'], {}, /^There is no Dashboard in .*none yet/],
    ['nothing to import from', ['import-settings'], {}, /^The option --from-env is required/],
    ['nothing to import', ['import-settings', '--from-env'], {}, /^No variable MB_JWT_\* is set/],
    [
      'a group without a name',
      ['import-settings', '--from-env', '--group', '7'],
      { MB_JWT_GROUP_MAPPINGS: '{"hr":[7]}' },
      /ID=NAME/,
    ],
    [
      'unnamed groups',
      ['import-settings', '--from-env', '--group', '7=People'],
      { MB_JWT_GROUP_MAPPINGS: '{"hr":[7,8],"eng":[9]}' },
      /--group 8=NAME --group 9=NAME/,
    ],
    [
      'a value that is neither true nor false',
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
  [['--help'], /config check {2,}check the environment/],
  [['token', '--help'], /^Usage: \.\/dashboard token/],
  [['config', 'check', '--help'], /^Usage: \.\/dashboard config check/],
  [['import-settings', '--help'], /^Usage: \.\/dashboard import-settings/],
  [['start', '--help'], /^Usage: \.\/dashboard start/],
  [['demo', '--help'], /^Usage: \.\/dashboard demo/],
  [['administrator', 'add', '--help'], /^Usage: \.\/dashboard administrator add/],
  [['config', '--help'], /^The commands that begin with "config":\n {2}\.\/dashboard config check/],
  [['password-login', '--help'], /\.\/dashboard password-login enable/],
  [['--version'], /^\d+\.\d+\.\d+$/],
])('%s helps', async (words, text) => {
  const { exitCode, out, err } = await dashboard(words);
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toMatch(text);
});

test.each([[['config']], [['password-login']], [['administrator', 'remove', 'x']]])(
  '%s alone lists the subcommands, and exits with 1',
  async (words) => {
    const { exitCode, out, err } = await dashboard(words);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain(`./dashboard ${words[0]} `);
  },
);

test('with --json an error is JSON on standard error', async () => {
  const refused = await dashboard(['token', '--json', '--email', 'nope']);
  expect([refused.exitCode, refused.out]).toEqual([1, '']);
  expect(JSON.parse(refused.err).error).toEqual({
    code: 'command_failed',
    message: '--email nope is not an email address.',
    faults: ['--email nope is not an email address.'],
  });
  const unknown = await dashboard(['config', 'check', '--json', '--loud']);
  expect(JSON.parse(unknown.err).error.message).toMatch(/^There is no option --loud/);
});

describe('config check', () => {
  test('lists every error, without opening or creating anything, and exits with 1', async () => {
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

  test('finds everything that the API would refuse', async () => {
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

  test('warns of a token endpoint without an issuer in the environment', async () => {
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

  test('prints warnings together with errors', async () => {
    const { exitCode, out } = await dashboard(['config', 'check'], {
      PORT: 'abc',
      DASHBOARD_FOO: '1',
      DASHBOARD_SITE_URL: 'http://dash.example.com',
      DASHBOARD_JWT_LOGOUT_URI: 'javascript:alert(1)',
    });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^✗ PORT must be a port.*\n✗ DASHBOARD_JWT_LOGOUT_URI/);
    expect(out).toMatch(/^! DASHBOARD_FOO is not a setting/m);
    expect(out).toMatch(/^! The site address http:\/\/dash\.example\.com\/ is plain http/m);
  });

  test('names an administrator whose email or password is refused', async () => {
    const { exitCode, out } = await dashboard(['config', 'check', '--json'], {
      DASHBOARD_ADMIN_EMAIL: 'admin',
      DASHBOARD_ADMIN_PASSWORD: 'password123',
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(out).faults).toEqual([
      expect.stringMatching(/^DASHBOARD_ADMIN_EMAIL must be an email/),
      expect.stringMatching(/^DASHBOARD_ADMIN_PASSWORD must be .* not a common one/),
    ]);
  });

  const jwt = {
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'https://app.example.com/in',
    DASHBOARD_JWT_SIGNING_KEY: ownKey,
  };
  const sync = { ...jwt, DASHBOARD_JWT_GROUP_SYNC: 'true' };
  test.each<[boolean, string, Record<string, string>]>([
    [true, 'JWT without a mapping', jwt],
    [
      true,
      'a mapping that is not in use',
      { ...jwt, DASHBOARD_JWT_GROUP_MAPPINGS: '{"a":["Administrators"]}' },
    ],
    [
      true,
      'a mapping to another group',
      { ...sync, DASHBOARD_JWT_GROUP_MAPPINGS: '{"a":["Admins"]}' },
    ],
    [true, 'password login off and no JWT', { DASHBOARD_PASSWORD_LOGIN_ENABLED: 'false' }],
    [
      false,
      'a mapping to Administrators',
      { ...sync, DASHBOARD_JWT_GROUP_MAPPINGS: '{"a":["Administrators"]}' },
    ],
    [false, 'a mapping to an id', { ...sync, DASHBOARD_JWT_GROUP_MAPPINGS: '{"a":[2]}' }],
    [
      false,
      'an administrator',
      { ...jwt, DASHBOARD_ADMIN_EMAIL: 'a@b.co', DASHBOARD_ADMIN_PASSWORD: 'a password for tests' },
    ],
    [false, 'nothing', {}],
  ])(
    'warns (%s) that nobody can become an administrator with %s',
    async (warns, _what, environment) => {
      const { exitCode, out } = await dashboard(['config', 'check'], environment);
      expect(exitCode).toBe(0);
      expect(/^! Nobody can become an administrator/m.test(out)).toBe(warns);
      expect(out.includes('./dashboard administrator add EMAIL')).toBe(warns);
    },
  );

  test('warns of a name that is probably mistyped, and exits with 0', async () => {
    const { exitCode, out } = await dashboard(['config', 'check'], {
      DASHBOARD_JWT_ENABLE: 'true',
    });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^! DASHBOARD_JWT_ENABLE is not a setting.*\n✓ A server would start/);
  });
});

test('a token is created with the key of the environment alone, before there is any data', async () => {
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

describe.each(databaseKinds)('with a running server, on %s', (kind) => {
  test('a token is created with its settings, and its link signs in', async () => {
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

  test('a token has the sub that the account is bound to, and warns if its link cannot work', async () => {
    const { server, administrator } = await serverWithSettings(kind);
    const email = newEmail();
    const { environment } = server;
    const first = await dashboard(['token', '--email', email, '--claim', 'sub=7'], environment);
    expect([first.exitCode, first.err]).toEqual([0, '']);
    const follow = async (link: string) => {
      const { pathname, search } = new URL(link);
      return (await newBrowser(server.siteAddress).get(pathname.slice(1) + search)).status;
    };
    expect(await follow(first.out.split('\n').at(-1) ?? '')).toBe(302);
    const second = await dashboard(['token', '--json', '--email', email], environment);
    const { token, link } = JSON.parse(second.out);
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    expect(claims.sub).toBe('7');
    expect(await follow(link)).toBe(302);

    await administrator.send('PATCH', 'api/settings/jwt', { flow: 'authorization_code_pkce' });
    const pkce = await dashboard(['token', '--json', '--email', email], environment);
    expect([pkce.exitCode, pkce.err]).toEqual([
      0,
      expect.stringMatching(/^Warning: .*pkce_required/),
    ]);
    expect(JSON.parse(pkce.out)).toHaveProperty('link');
    const backChannel = {
      ...environment,
      DASHBOARD_JWT_TOKEN_ENDPOINT: 'https://app.example.com/token',
      DASHBOARD_JWT_ISSUER: 'https://app.example.com',
    };
    expect((await dashboard(['token', '--email', email], backChannel)).err).toMatch(
      /^Warning: .*front_channel_disabled/,
    );
    const off = { ...environment, DASHBOARD_JWT_ENABLED: 'false' };
    expect((await dashboard(['token', '--email', email], off)).err).toMatch(/sso_not_configured/);
  }, 120_000);

  test('a token is checked in each pasted form: with Bearer, as a link, from standard input', async () => {
    const { server } = await serverWithSettings(kind);
    const made = await dashboard(['token', '--json', '--email', newEmail()], server.environment);
    const { token, link } = JSON.parse(made.out);
    const forms: [string[], string][] = [
      [[`Bearer ${token}`], ''],
      [['Bearer', token], ''],
      [[link], ''],
      [['-'], `${link}\n`],
    ];
    for (const [words, input] of forms) {
      const { exitCode, out } = await dashboard(
        ['token', 'check', ...words],
        server.environment,
        input,
      );
      expect([words[0], exitCode, out]).toEqual([
        words[0],
        0,
        expect.stringMatching(/It would create an account/),
      ]);
    }
  }, 120_000);

  test('a token without any key is refused', async () => {
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

  test('the settings of a Metabase are imported, and take effect at once', async () => {
    const { server, administrator } = await serverWithSettings(kind);
    const all = { ...server.environment, ...metabase };
    const dry = await dashboard(['import-settings', '--from-env', ...groups, '--dry-run'], all);
    expect(dry.out).toMatch(/^✓ MB_JWT_IDENTITY_PROVIDER_URI → identityProviderUri$/m);
    expect(dry.out).not.toContain(metabase.MB_JWT_SHARED_SECRET);
    // Before the groups are named it shows the rest, and how to name them.
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
    [
      'a setting that the environment has locked',
      { DASHBOARD_JWT_ENABLED: 'false' },
      /only place to change it: enabled/,
    ],
    ['an invalid address', { MB_JWT_IDENTITY_PROVIDER_URI: 'x' }, /identityProviderUri: /],
  ])('nothing at all is imported with %s', async (_what, change, message) => {
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
