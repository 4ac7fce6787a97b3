import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { judgePage, look, watchPage } from './judge-page.ts';
import {
  expect,
  signInAsAdministrator,
  signInWithPassword,
  test,
  withAdministrator,
} from './servers.ts';

/** One of the example app's people, who is the first administrator here. */
const rene = { email: 'rene@example.com', atApp: 'one', here: 'a password for tests' };

async function signInAtApp(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Email').fill(rene.email);
  await page.getByLabel('Password').fill(rene.atApp);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('the guide works step by step: JWT, attributes, groups, and password login disabled and enabled', async ({
  page,
  browser,
  programs,
}) => {
  test.setTimeout(120_000);
  const dataDir = test.info().outputPath('data');
  const dashboard = await programs.dashboard({ DASHBOARD_DATA_DIR: dataDir });
  await page.goto(dashboard.address);
  await page.getByLabel('First name').fill('Rene');
  await page.getByLabel('Last name').fill('Example');
  await page.getByLabel('Email').fill(rene.email);
  await page.locator('input[type=password]').fill(rene.here);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible();

  // Groups of Dashboard for the names in the token.
  await page.goto(`${dashboard.address}admin/groups`);
  for (const name of ['Builders', 'Operators']) {
    await page.getByRole('button', { name: 'Create group' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'Groups' }).click();
  }

  // Admin → Settings → Authentication → Configure.
  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: 'Admin' }).click();
  await page.getByRole('link', { name: 'Configure JWT' }).click();
  await page.getByRole('button', { name: 'Generate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate' }).click();
  const key = await page.getByRole('dialog').getByLabel('The new key').inputValue();
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  const appPort = await freePort();
  const app = await programs.exampleApp(dashboard, key, appPort);
  await page.getByLabel('Enabled').click();
  const uri = page.getByLabel('JWT Identity Provider URI');
  await uri.fill(`${app.address}nowhere`);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText(/404/)).toBeVisible();
  await uri.fill(`${app.address}login`);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Reachable (HTTP 200).')).toBeVisible();

  await page.getByLabel('Email attribute').fill('email');
  await page.getByLabel('First Name attribute').fill('first_name');
  await page.getByLabel('Last Name attribute').fill('last_name');
  await page.getByLabel('Synchronize group memberships').click();
  await page.getByRole('button', { name: 'Edit mappings' }).click();
  const dialog = page.getByRole('dialog');
  for (const [name, group] of [
    ['Engineer', 'Builders'],
    ['Operator', 'Operators'],
  ] as const) {
    await dialog.getByLabel('Group name in the token').fill(name);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('group', { name }).getByRole('combobox').click();
    await page.getByRole('option', { name: group, exact: true }).click();
    await page.keyboard.press('Escape');
  }
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('JWT settings saved')).toBeVisible();

  // Password login stays enabled until an administrator has signed in through the app.
  await page.goto(`${dashboard.address}admin/settings/authentication/password-login`);
  await expect(page.getByText('You can’t disable this yet')).toBeVisible();

  const person = await browser.newPage();
  await signInAtApp(person, `${dashboard.address}question/1-superb-question`);
  await expect(person.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  await person.goto(`${dashboard.address}account`);
  await expect(person.getByText('Builders')).toBeVisible();
  await expect(person.getByText('Operators')).toHaveCount(0);

  await page.reload();
  await expect(page.getByText(rene.email).first()).toBeVisible();
  await page.getByRole('switch').click();
  await expect(page.getByRole('dialog').getByText(/password-login enable/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click();
  const stranger = await browser.newPage();
  await stranger.goto(`${dashboard.address}auth/login`);
  await expect(stranger.locator('input[type=password]')).toHaveCount(0);

  const root = new URL('..', import.meta.url).pathname;
  await promisify(execFile)(`${root}dashboard`, ['password-login', 'enable'], {
    env: { PATH: process.env.PATH ?? '', DASHBOARD_DATA_DIR: dataDir },
  });
  await signInWithPassword(stranger, dashboard, rene.email, rene.here);
  await expect(stranger.getByRole('heading', { name: 'Questions' })).toBeVisible();
});

test('a refused sign-in is in the log, with the reason and a link to the setting; a check gives the same result', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  const signingKey = 'a signing key for the tests of the pages';
  await page.evaluate(
    async ([address, body]) => {
      await fetch(address, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body,
      });
    },
    [
      `${dashboard.address}api/settings/jwt`,
      JSON.stringify({
        enabled: true,
        identityProviderUri: 'http://localhost:9/login',
        signingKey,
      }),
    ] as const,
  );
  await page.goto(`${dashboard.address}admin/sign-ins`);
  await expect(page.getByText('Signed in').first()).toBeVisible();
  // It appears without a reload.
  const { importSigningKey, signLoginToken } = await import('@dashboard/login-token');
  const iat = Math.floor(Date.now() / 1000) - 400;
  const token = await signLoginToken(
    { email: 'ada@example.com', iat, jti: '<img src=x onerror=alert(1)>' },
    await importSigningKey(signingKey),
  );
  await page.request.get(`${dashboard.address}auth/sso?jwt=${token}`);
  const row = page.getByRole('button', { name: 'Token older than the maximum age' });
  await expect(row).toBeVisible();
  await row.click();
  await expect(page.getByText('token_too_old (rule F5)')).toBeVisible();
  // On a phone the rows keep their width when one is opened.
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 780 });
  await expect.poll(async () => (await row.boundingBox())?.width).toBeGreaterThan(280);
  if (size !== null) await page.setViewportSize(size);
  await page.getByRole('link', { name: 'Change this setting' }).click();
  await expect(page.getByLabel('Maximum age in seconds')).toBeFocused();

  // From a check in the form's dialog the same link leads to the field below it.
  await page.getByRole('button', { name: 'Check a token' }).click();
  await page.getByRole('textbox', { name: 'Token' }).fill(token);
  await page.getByRole('dialog').getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('link', { name: 'Change this setting' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByLabel('Maximum age in seconds')).toBeFocused();

  await page.getByRole('link', { name: 'Check a token' }).first().click();
  await page.getByLabel('Token', { exact: true }).fill(`  ${token}\n`);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText('The sign-in would be refused')).toBeVisible();
  await expect(page.getByText('Token older than the maximum age')).toBeVisible();
  await page.getByText('Claims', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Claims' }).fill('{"email": "ada@example.com"');
  await expect(page.getByText('This isn’t JSON: see line 1.')).toBeVisible();
  await page
    .getByRole('textbox', { name: 'Claims' })
    .fill('{"email": "ada@example.com", "tenant": "acme"}');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText('An account would be created')).toBeVisible();
  await expect(page.getByText('acme').first()).toBeVisible();

  await page.goto(`${dashboard.address}admin/sign-ins?outcome=refused&code=token_too_old`);
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.goto(`${dashboard.address}admin/audit`);
  await expect(page.getByRole('main').getByText('Changed the JWT settings')).toBeVisible();
  await expect(page.getByText(signingKey)).toHaveCount(0);

  test.setTimeout(180_000);
  const problems = watchPage(page);
  for (const path of ['sign-ins', 'sign-ins?about=nobody@example.com', 'check-token', 'audit'])
    await look(page, `${dashboard.address}admin/${path}`, problems);
  await look(
    page,
    `${dashboard.address}admin/settings/authentication/jwt`,
    problems,
    'Check a token',
  );
  expect(problems).toEqual([]);
});

/** A provider with the metadata that OpenID Connect Discovery requires, and nothing more. */
async function startDiscovery(algorithms: readonly string[]) {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const server = createServer((request, response) => {
    if (request.url !== '/.well-known/openid-configuration') return response.writeHead(404).end();
    const document = {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      end_session_endpoint: `${issuer}/out`,
      id_token_signing_alg_values_supported: algorithms,
    };
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return { issuer, stop: () => server.close() };
}

test('a provider is looked up, each address opens its setting, and the code contains the site address', async ({
  page,
  programs,
}) => {
  test.setTimeout(180_000);
  const dashboard = await programs.dashboard(withAdministrator);
  const form = `${dashboard.address}admin/settings/authentication/jwt`;
  const problems = watchPage(page);
  await signInAsAdministrator(page, dashboard);

  // If a field is hidden, the choice that shows it gets the focus. A closed part opens.
  for (const [anchor, label] of [
    ['max-age-seconds', 'Maximum age in seconds'],
    ['client-id', 'Client ID'],
    ['missing-groups-claim', 'Synchronize group memberships'],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(`${form}#${anchor}`);
    await expect(page.getByLabel(label)).toBeFocused();
  }
  await page.goto('about:blank');
  await page.goto(`${form}#code-to-paste`);
  await expect(page.getByRole('heading', { name: 'Code for your app' })).toBeFocused();
  for (const language of ['Node', 'Python', 'Ruby', 'PHP', 'Go', 'Java', 'Clojure', 'C#']) {
    await page.getByRole('tab', { name: language, exact: true }).click();
    await expect(
      page.getByRole('region', { name: `The code in ${language}`, exact: true }),
    ).toContainText(`${dashboard.address}auth/sso`);
  }

  await page.goto('about:blank');
  await page.goto(`${form}#token-endpoint`);
  const [one, other] = [await startDiscovery(['RS256']), await startDiscovery(['RS256', 'HS256'])];
  const lookUp = async (issuer: string) => {
    await page.getByLabel('Issuer to look up').fill(issuer);
    await page.getByRole('button', { name: 'Look up' }).click();
  };
  await lookUp(`${other.issuer}/elsewhere`);
  await expect(page.getByText(/HTTP 404 at/)).toBeVisible();
  await expect(page.getByLabel('Token endpoint', { exact: true })).toHaveValue('');
  await lookUp(one.issuer);
  await expect(page.getByText(/does not list HS256/)).toBeVisible();
  await lookUp(other.issuer);
  await expect(page.getByText(/can sign with HS256/)).toBeVisible();
  for (const [label, value] of [
    ['JWT Identity Provider URI', `${other.issuer}/auth`],
    ['Token endpoint', `${other.issuer}/token`],
    ['Sign-out address', `${other.issuer}/out`],
    ['Issuer', other.issuer],
  ] as const)
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
  one.stop();
  other.stop();
  // The drawing shows that the code goes from server to server.
  await expect(page.getByRole('img', { name: /^Back channel\./ })).toBeVisible();
  await judgePage(page, 'the JWT form, a provider looked up', problems);
  expect(problems).toEqual([]);
});

test('a new token endpoint requires the current signing key', async ({ page, programs }) => {
  test.setTimeout(90_000);
  const dashboard = await programs.dashboard(withAdministrator);
  const form = `${dashboard.address}admin/settings/authentication/jwt`;
  const problems = watchPage(page);
  await signInAsAdministrator(page, dashboard);
  const signingKey = '0123456789abcdef'.repeat(4);
  await page.evaluate(
    async ([address, body]) => {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${address}api/settings/jwt`, { method: 'PATCH', headers, body });
    },
    [dashboard.address, JSON.stringify({ signingKey })] as const,
  );
  await page.goto(`${form}#token-endpoint`);
  await expect(page.getByLabel('Current signing key')).toHaveCount(0);
  await page.getByLabel('Token endpoint', { exact: true }).fill('https://id.example.com/token');
  await page.getByLabel('Issuer', { exact: true }).fill('https://id.example.com');
  const save = page.getByRole('button', { name: 'Save' });
  await save.click();
  await expect(
    page.getByText('Enter the signing key. It will be sent to this address.'),
  ).toBeVisible();
  await page.getByLabel('Current signing key').fill('something else');
  await save.click();
  await expect(page.getByText('This is not the signing key.')).toBeVisible();
  await judgePage(page, 'the JWT form, asking for the key', problems);
  await page.getByLabel('Current signing key').fill(signingKey);
  await save.click();
  await expect(page.getByText('JWT settings saved')).toBeVisible();
  await expect(page.getByLabel('Current signing key')).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('JWT can be configured with the keyboard alone', async ({ page, programs }) => {
  test.setTimeout(90_000);
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/authentication/jwt`);
  await expect(page.getByLabel('Enabled')).toBeVisible();

  /** Presses the Tab key until something has the focus. */
  async function tabTo(target: Locator): Promise<void> {
    for (let turns = 0; turns < 80; turns += 1) {
      await page.keyboard.press('Tab');
      const hasFocus = await target.evaluate((one) => {
        const { ownerDocument } = one as { ownerDocument?: { activeElement: unknown } };
        return ownerDocument?.activeElement === one;
      });
      if (hasFocus) return;
    }
    throw new Error(`${target} is not reached by the Tab key`);
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const dialog = page.getByRole('dialog');

  await tabTo(page.getByLabel('Enabled'));
  await page.keyboard.press('Space');
  await tabTo(page.getByLabel('JWT Identity Provider URI'));
  await page.keyboard.type('http://localhost:9/login');
  await tabTo(button('Generate'));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await tabTo(dialog.getByRole('button', { name: 'Generate' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('The new key')).toBeVisible();
  await tabTo(dialog.getByRole('button', { name: 'Done' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await tabTo(page.getByLabel('Synchronize group memberships'));
  await page.keyboard.press('Space');
  await tabTo(button('Edit mappings'));
  await page.keyboard.press('Enter');
  await tabTo(page.getByLabel('Group name in the token'));
  await page.keyboard.type('admins');
  await page.keyboard.press('Enter');
  await tabTo(dialog.getByRole('group', { name: 'admins' }).getByRole('combobox'));
  // The list opens with the focus; a key that is pressed before its options are there chooses none.
  await expect(page.getByRole('option', { name: 'Administrators' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const confirm = page.getByRole('dialog', { name: /Administrators\?$/ });
  await expect(confirm).toBeVisible();
  await tabTo(confirm.getByRole('button', { name: 'Map to Administrators' }));
  await page.keyboard.press('Enter');
  await expect(confirm).toHaveCount(0);
  await tabTo(dialog.getByRole('button', { name: 'Done' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await tabTo(button('Save'));
  await page.keyboard.press('Enter');
  await expect(page.getByText('JWT settings saved')).toBeVisible();
  const saved = await page.evaluate(
    async (address) => (await fetch(address)).json(),
    `${dashboard.address}api/settings/jwt`,
  );
  expect(saved).toMatchObject({ enabled: true, groupSync: true, groupMappings: { admins: [2] } });
});

test('errors are shown at the field, in the save bar and in the dialog', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/authentication/jwt`);
  await page.getByLabel('JWT Identity Provider URI').fill('https://app.example.com/in#top');
  await page.getByLabel('Email attribute').focus();
  await expect(page.getByText('can’t contain a fragment')).toBeVisible();
  // The site itself is on plain http, so its app can be too.
  await page.getByLabel('JWT Identity Provider URI').fill('http://app.example.com/in');
  await expect(page.getByText('can’t contain a fragment')).toHaveCount(0);
  await expect(page.getByText('anyone on the network can read login tokens')).toBeVisible();
  await page.getByLabel('JWT Identity Provider URI').fill('https://app.example.com/in');
  await expect(page.getByText('anyone on the network can read login tokens')).toHaveCount(0);

  // A name that was typed and not added isn't lost without a warning.
  await page.getByLabel('Synchronize group memberships').click();
  await page.getByRole('button', { name: 'Edit mappings' }).click();
  await page.getByLabel('Group name in the token').fill('eng');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Click Add, or clear the field.')).toBeVisible();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('1 has no group yet.')).toBeVisible();

  // Another administrator saves first: the page says so, and shows what they changed.
  const change = { maxAgeSeconds: 170, logoutUri: 'https://app.example.com/out' };
  await page.evaluate(
    async ([address, body]) => {
      const headers = { 'content-type': 'application/json' };
      await fetch(address, { method: 'PATCH', headers, body });
    },
    [`${dashboard.address}api/settings/jwt`, JSON.stringify(change)] as const,
  );
  await page.getByRole('heading', { name: 'JWT', exact: true }).scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(
    page.getByText('Another administrator changed this in the meantime.'),
  ).toBeInViewport();
  await page.getByRole('button', { name: 'Show their changes' }).click();
  await expect(page.getByText('They changed: Sign-out address, Maximum age')).toBeVisible();
  await expect(page.getByLabel('Maximum age in seconds')).toHaveValue('170');
  await expect(page.getByLabel('JWT Identity Provider URI')).toHaveValue(
    'https://app.example.com/in',
  );
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('JWT settings saved')).toBeVisible();

  // After the server refuses the change, the first field with an error has the focus.
  await page.getByLabel('Enabled').click();
  await page.getByRole('heading', { name: 'Advanced' }).click();
  await page.getByLabel('Sign-out address').fill('nonsense');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('String used by the JWT signing key')).toBeFocused();

  // A key that is shown once doesn't disappear by accident.
  await page.getByRole('button', { name: 'Generate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByLabel('The new key')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('The new key')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByLabel('The new key')).toHaveCount(0);
});
