import { importSigningKey, signLoginToken } from '@dashboard/login-token';
import type { Browser, Page } from '@playwright/test';
import { look, watchPage } from './judge-page.ts';
import {
  administrator,
  expect,
  type Programs,
  type Running,
  signInAsAdministrator,
  test,
  withAdministrator,
} from './servers.ts';

const signingKey = 'a signing key for the tests of the pages';
const app = 'http://localhost:9/login';
const hostile = '<img src=x onerror=alert(1)>';

/** A Dashboard whose administrator signs in with a password, with an app that the test plays. */
function start(programs: Programs, more: Readonly<Record<string, string>> = {}): Promise<Running> {
  return programs.dashboard({
    ...withAdministrator,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: app,
    DASHBOARD_JWT_SIGNING_KEY: signingKey,
    ...more,
  });
}

/** A sign-in that starts at Dashboard, passes the app, and returns with a token of these claims. */
async function signInByApp(
  browser: Browser,
  { address }: Running,
  claims: Readonly<Record<string, unknown>>,
): Promise<Page> {
  const page = await browser.newPage();
  const begun = await page.request.get(`${address}auth/sso/`, { maxRedirects: 0 });
  const answer = new URL(begun.headers().location ?? '').searchParams;
  const iat = Math.floor(Date.now() / 1000);
  const token = await signLoginToken(
    { iat, exp: iat + 60, jti: crypto.randomUUID(), ...claims },
    await importSigningKey(signingKey),
  );
  answer.set('jwt', token);
  await page.goto(`${address}auth/sso?${answer}`);
  await page.waitForURL(address);
  return page;
}

/** Creates something over the API, as the open page would. */
async function make(page: Page, dashboard: Running, path: string, body: unknown): Promise<number> {
  return page.evaluate(
    async ([to, content]) => {
      const answer = await fetch(to, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: content,
      });
      return ((await answer.json()) as { id: number }).id;
    },
    [new URL(path, dashboard.address).href, JSON.stringify(body)] as const,
  );
}

test('an administrator adds a person, finds them again, and deactivates them', async ({
  page,
  programs,
}) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/people`);
  await expect(page.getByText('1 active account', { exact: true })).toBeVisible();
  for (let number = 0; number < 60; number += 1)
    await make(page, dashboard, 'api/accounts', { email: `person-${number}@example.com` });

  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email').fill(administrator.email);
  await dialog.getByLabel('First name').fill(hostile);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByText('Another account has this email address.')).toBeVisible();
  await expect(dialog.getByLabel('First name')).toHaveValue(hostile);
  await dialog.getByLabel('Email').fill('ada@example.com');
  await dialog.getByLabel('Password (optional)').fill('a password for ada');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('heading', { level: 1, name: hostile })).toBeVisible();

  await page.getByRole('main').getByRole('link', { name: 'People' }).click();
  await expect(page.getByText('62 active accounts')).toBeVisible();
  await expect(page.getByText('1–50 of 62')).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(page.getByText('51–62 of 62')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search people' }).fill('onerror');
  await expect(page).toHaveURL(/\?query=onerror$/);
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Search people' })).toHaveValue('onerror');

  // The middle of the row, which is not the link's text.
  await page.getByRole('row', { name: 'ada@example.com' }).click();
  await expect(page.getByRole('heading', { level: 1, name: hostile })).toBeVisible();
  await page.goBack();

  await page.getByRole('button', { name: `Actions for ${hostile}` }).click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: `Actions for ${hostile}` })).toBeFocused();
  await page.getByRole('button', { name: `Actions for ${hostile}` }).click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('Person deactivated. All sessions ended.')).toBeVisible();
  const states = page.getByRole('radiogroup', { name: 'State' });
  await states.getByText('Active', { exact: true }).click();
  await expect(page.getByText('No person found')).toBeVisible();
  await states.getByText('Deactivated').click();
  await expect(page).toHaveURL(/state=deactivated/);
  await expect(page.getByRole('row', { name: 'ada@example.com' })).toBeVisible();
});

test('a person’s page keeps what was typed, distinguishes types, and shows the source of each attribute', async ({
  page,
  browser,
  programs,
}) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  const claims = {
    email: 'ada@example.com',
    tenant: 'acme',
    seats: 42,
    beta: true,
    regions: ['a', 1],
  };
  const adas = await signInByApp(browser, dashboard, claims);
  await page.goto(`${dashboard.address}admin/people?query=ada`);
  await page.getByRole('link', { name: 'ada@example.com' }).click();
  await expect(page.getByText('signs in through your company’s app ·')).toBeVisible();
  await expect(
    page.getByText('None. This person signs in through your company’s app'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reset password' })).toHaveCount(0);

  await page.getByLabel('First name').fill('\u202EAda');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();

  const row = (name: string) => page.getByRole('row', { name });
  await expect(row('tenant').getByText('From your company’s app')).toBeVisible();
  await page.getByRole('button', { name: 'Actions for seats' }).click();
  await page.getByRole('menuitem', { name: 'Override' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Value').fill('many');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Type a number, such as 12 or 3.5.')).toBeVisible();
  await dialog.getByLabel('Value').fill('43');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row('seats').getByText('Set by an administrator')).toBeVisible();

  await page.getByRole('button', { name: 'Set an attribute' }).click();
  await dialog.getByLabel('Name').fill('tenant');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('There is such an attribute already.')).toBeVisible();
  await dialog.getByLabel('Name').fill('constructor');
  await dialog.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'List' }).click();
  await dialog.getByLabel('Item 1', { exact: true }).fill('12');
  await dialog.getByRole('button', { name: 'Add an item' }).click();
  await dialog.getByRole('combobox', { name: 'Type of item 2' }).click();
  await page.getByRole('option', { name: 'Number' }).click();
  await dialog.getByLabel('Item 2', { exact: true }).fill('12');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row('constructor').getByText('List of 2')).toBeVisible();
  const id = Number(new URL(page.url()).pathname.split('/').at(-1));
  const saved = await page.evaluate(
    async (account) => (await fetch(account)).text(),
    `${dashboard.address}api/accounts/${id}`,
  );
  expect(saved).toContain('"constructor":["12",12]');
  expect(saved).toContain('"seats":43');
  expect(saved).toContain('"regions":["a",1]');

  await page.getByRole('button', { name: 'Actions for seats' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(row('seats').getByText('From your company’s app')).toBeVisible();
  await expect(row('seats').getByText('42')).toBeVisible();

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('No active sessions.')).toBeVisible();
  expect((await adas.request.get(`${dashboard.address}api/session`)).status()).toBe(401);

  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await dialog.getByLabel('to confirm').fill('ada@example.com');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/admin\/people$/);
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('typed text stays when another administrator saved first', async ({ page, programs }) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  const id = await make(page, dashboard, 'api/accounts', {
    email: 'ada@example.com',
    lastName: 'Byron',
  });
  await page.route(`**/api/accounts/${id}`, (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({
          status: 412,
          json: { error: { code: 'changed_meanwhile', message: '', reference: 'x' } },
        })
      : route.fallback(),
  );
  await page.goto(`${dashboard.address}admin/people/${id}`);
  await page.getByLabel('First name').fill('Ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Another administrator changed this in the meantime.')).toBeVisible();
  await page.unroute(`**/api/accounts/${id}`);
  await page.evaluate(async (account) => {
    const body = JSON.stringify({ lastName: 'Lovelace' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`api/accounts/${account}`, { method: 'PATCH', headers, body });
  }, id);
  await page.getByRole('button', { name: 'Show their changes' }).click();
  await expect(page.getByLabel('Last name')).toHaveValue('Lovelace');
  await expect(page.getByLabel('First name')).toHaveValue('Ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Ada Lovelace' })).toBeVisible();
});

test('the last administrator keeps the rights after every attempt', async ({ page, programs }) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/people/1`);
  const dialog = page.getByRole('dialog');
  const refused = dialog.getByText('This is the last active administrator.');
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(dialog.getByText('This is you')).toBeVisible();
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await expect(refused).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove from Administrators' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(refused).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByLabel('to confirm').fill(administrator.email);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(refused).toBeVisible();
});

test('a group is created, filled, renamed and deleted', async ({ page, programs }) => {
  const dashboard = await start(programs, {
    DASHBOARD_JWT_GROUP_SYNC: 'true',
    DASHBOARD_JWT_GROUP_MAPPINGS: JSON.stringify({
      admins: ['Administrators'],
      [hostile]: ['Sales'],
    }),
  });
  await signInAsAdministrator(page, dashboard);
  await make(page, dashboard, 'api/accounts', { email: 'ada@example.com', firstName: 'Ada' });
  await page.goto(`${dashboard.address}admin/groups`);
  await page.getByRole('button', { name: 'Create group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Administrators');
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog.getByText('Another group has this name.')).toBeVisible();
  await dialog.getByLabel('Name').fill(hostile);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: hostile })).toBeVisible();
  await expect(page.getByText('No members yet.')).toBeVisible();

  await page.getByRole('combobox', { name: 'Add a person' }).fill('ada@');
  await page.getByRole('option', { name: 'ada@example.com' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('row', { name: 'ada@example.com' })).toBeVisible();
  await expect(page.getByText('1 person')).toBeVisible();

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Accounting');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Accounting' })).toBeVisible();

  await page.getByRole('button', { name: 'Remove Ada' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No members yet.')).toBeVisible();

  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByLabel('to confirm').fill('Accounting');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/admin\/groups$/);
  await page.getByRole('link', { name: 'Administrators' }).click();
  await expect(page.getByRole('list', { name: 'Names in the token' })).toHaveText('admins');
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0);
});

test('a password is reset for one sign-in, changed by its owner, and other browsers are signed out', async ({
  page,
  browser,
  programs,
}) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  const id = await make(page, dashboard, 'api/accounts', {
    email: 'ada@example.com',
    password: 'a password for ada',
  });
  await page.goto(`${dashboard.address}admin/people/${id}`);
  await page.getByRole('button', { name: 'Reset password' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Type a password' }).check();
  const typed = dialog.getByRole('textbox', { name: 'Password', exact: true });
  await typed.fill('short');
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  await expect(dialog.getByText(/at least 10/i)).toBeVisible();
  await expect(typed).toHaveValue('short');
  await dialog.getByRole('radio', { name: /^Generate/ }).check();
  await dialog.getByRole('button', { name: 'Reset password' }).click();
  const password = await dialog.getByLabel('Temporary password', { exact: true }).inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();

  const [one, other] = [await browser.newPage(), await browser.newPage()];
  async function enter(tab: Page, word: string): Promise<void> {
    await tab.goto(`${dashboard.address}auth/login`);
    await tab.getByLabel('Email').fill('ada@example.com');
    await tab.locator('input[type=password]').fill(word);
    await tab.keyboard.press('Enter');
  }
  await enter(one, password);
  await one.getByRole('link', { name: 'Choose a new password' }).click();
  await enter(other, password);
  await expect(other.getByText('Wrong email or password.')).toBeVisible();

  await one.getByLabel('Current password').fill('not this one');
  await one.getByLabel('New password').fill('a password of her own');
  await one.getByRole('button', { name: 'Change password' }).click();
  await expect(one.getByText('This isn’t your current password.')).toBeVisible();
  await expect(one.getByLabel('New password')).toHaveValue('a password of her own');
  await one.getByLabel('Current password').fill(password);
  await one.getByRole('button', { name: 'Change password' }).click();
  await expect(one.getByText('Password changed')).toBeVisible();

  await enter(other, 'a password of her own');
  await other.waitForURL(dashboard.address);
  await expect(other.getByText('Choose a new password')).toHaveCount(0);
  await one.reload();
  await expect(one.getByText('This browser', { exact: true })).toBeVisible();
  await one.getByRole('button', { name: /^Sign out Chrome/ }).click();
  await expect(one.getByRole('button', { name: /^Sign out/ })).toHaveCount(1);
  expect((await other.request.get(`${dashboard.address}api/session`)).status()).toBe(401);
  await one.reload();
  await expect(one.getByRole('heading', { name: 'ada@example.com' })).toBeVisible();
});

test('password login can be disabled after an administrator signed in with JWT, and enabled again', async ({
  page,
  browser,
  programs,
}) => {
  const dashboard = await start(programs);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/authentication`);
  await page.getByRole('link', { name: 'Configure password login' }).click();
  const choice = page.getByRole('switch', { name: 'Disable password authentication' });
  await expect(choice).toBeDisabled();
  await expect(page.getByText('You can’t disable this yet')).toBeVisible();
  await expect(page.getByText('None yet.')).toBeVisible();

  await signInByApp(browser, dashboard, { email: administrator.email });
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: administrator.email })).toBeVisible();
  await expect(page.getByText('./dashboard password-login enable')).toBeVisible();
  await choice.click({ force: true });
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByText(`One administrator can sign in with JWT: ${administrator.email}`),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(page.getByText('Password login disabled')).toBeVisible();
  await expect(choice).toBeChecked();

  await page.goto(`${dashboard.address}admin/people/1`);
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await dialog.getByRole('button', { name: 'Deactivate' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await page.goto(`${dashboard.address}admin/settings/authentication/password-login`);
  await choice.click({ force: true });
  await expect(page.getByText('Password login enabled')).toBeVisible();
});

test('a setting from the environment is shown and locked', async ({ page, programs }) => {
  const dashboard = await start(programs, { DASHBOARD_PASSWORD_LOGIN_ENABLED: 'true' });
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/authentication/password-login`);
  await expect(page.getByText('DASHBOARD_PASSWORD_LOGIN_ENABLED')).toBeVisible();
  await expect(page.getByRole('switch')).toBeDisabled();
});

test('every page about people passes axe and fits, with any names', async ({
  page,
  browser,
  programs,
}) => {
  test.setTimeout(300_000);
  const dashboard = await start(programs, { DASHBOARD_JWT_GROUP_SYNC: 'true' });
  await signInAsAdministrator(page, dashboard);
  await signInByApp(browser, dashboard, {
    email: 'ada@example.com',
    first_name: 'W'.repeat(254),
    last_name: '\u202Eשלום',
    [hostile]: hostile,
    long: 'x'.repeat(500),
    list: ['👩‍👩‍👧‍👦', 1, true],
  });
  const group = await make(page, dashboard, 'api/groups', { name: 'G'.repeat(254) });
  await page.evaluate(
    async (membership) => fetch(membership, { method: 'PUT' }),
    `${dashboard.address}api/groups/${group}/members/2`,
  );
  const problems = watchPage(page);
  for (const [path, opens] of [
    ['admin/people'],
    ['admin/people', 'Add a person'],
    ['admin/people', `Actions for ${administrator.email}`],
    ['admin/people?query=nobody'],
    ['admin/people/2'],
    ['admin/people/2', 'Set an attribute'],
    ['admin/people/2', 'Actions for list'],
    ['admin/people/2', 'Delete'],
    ['admin/people/999'],
    ['admin/groups'],
    ['admin/groups', 'Create group'],
    [`admin/groups/${group}`],
    [`admin/groups/${group}`, 'Delete'],
    ['admin/settings/authentication/password-login'],
    ['account'],
  ] as const)
    await look(page, dashboard.address + path, problems, opens);
  expect(problems).toEqual([]);
});
