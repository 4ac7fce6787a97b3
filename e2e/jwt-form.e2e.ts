import type { Page } from '@playwright/test';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { judgePage, watchPage } from './judge-page.ts';
import { expect, type Running, signInAsAdministrator, test, withAdministrator } from './servers.ts';

const ownKey = 'a key that our own app has had for years';

async function openForm(page: Page, dashboard: Running, hash = ''): Promise<void> {
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/settings/authentication/jwt${hash}`);
  await expect(page.getByRole('switch', { name: 'Enabled' })).toBeVisible();
}

async function savedSettings(page: Page, { address }: Running): Promise<unknown> {
  return (await page.request.get(`${address}api/settings/jwt`)).json();
}

test('the form shows what is needed first and keeps the rest under Advanced', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  for (const label of [
    'JWT Identity Provider URI',
    'String used by the JWT signing key',
    'Email attribute',
    'First Name attribute',
    'Last Name attribute',
    'Synchronize group memberships',
    'Create accounts on first sign-in',
  ])
    await expect(page.getByLabel(label)).toBeVisible();
  for (const title of [
    'User attribute configuration (optional)',
    'Group schema',
    'Accounts',
    'Advanced',
  ])
    await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  await expect(page.getByText('becomes a user attribute')).toBeVisible();
  const linking = 'Link JWT sign-ins to existing password accounts';
  await expect(page.getByRole('combobox', { name: linking })).toBeVisible();
  const advanced = ['Sign-out address', 'Issuer', 'Audience', 'Maximum age in seconds'];
  for (const label of advanced) await expect(page.getByLabel(label, { exact: true })).toBeHidden();
  await expect(page.getByRole('img', { name: /^Authorization Code Flow/ })).toBeHidden();
  await page.getByRole('heading', { name: 'Advanced' }).click();
  for (const label of advanced) await expect(page.getByLabel(label, { exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Authorization Code Flow/ })).toBeVisible();
});

test('each section of the form links to its documentation', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  await page.getByRole('heading', { name: 'Advanced' }).click();
  const links = page.getByRole('main').getByRole('link', { name: /^Documentation/ });
  const addresses = await links.evaluateAll((all) =>
    all.map((one) => (one as unknown as { href: string }).href),
  );
  expect(addresses.length).toBe(5);
  for (const address of addresses) {
    await page.goto(address);
    const { hash } = new URL(address);
    const target = hash === '' ? 'h1' : `[id="${hash.slice(1)}"]`;
    await expect(page.locator(target)).toBeVisible();
  }
});

test('a typed key is saved with the form, and the app can use it unchanged', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  const key = page.getByLabel('String used by the JWT signing key', { exact: true });
  await page.getByRole('switch', { name: 'Enabled' }).click();
  await page.getByLabel('JWT Identity Provider URI').fill('http://localhost:9/login');
  await key.fill('too short');
  await page.getByLabel('Email attribute').focus();
  await expect(page.getByText(/32/).first()).toBeVisible();
  await key.fill(ownKey);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('JWT settings saved')).toBeVisible();
  await expect(key).toHaveValue(`••••••••${ownKey.slice(-4)}`);
  await expect(key).not.toBeEditable();
  expect(await savedSettings(page, dashboard)).toMatchObject({ signingKey: { set: true } });
});

test('discarding the changes discards a typed key', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  const key = page.getByLabel('String used by the JWT signing key', { exact: true });
  await key.fill(ownKey);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(key).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0);
});

test('a generated key replaces a typed one that was not saved', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  const key = page.getByLabel('String used by the JWT signing key', { exact: true });
  await key.fill(ownKey);
  await page.getByRole('button', { name: 'Generate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  const generated = await dialog.getByLabel('The new key').inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(key).toHaveValue(`••••••••${generated.slice(-4)}`);
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toHaveCount(0);
});

test('an error under Advanced opens it and leads to the field', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard, '#max-age-seconds');
  const maxAge = page.getByLabel('Maximum age in seconds');
  await expect(maxAge).toBeFocused();
  await maxAge.fill('');
  await page.getByRole('heading', { name: 'Advanced' }).click();
  await expect(maxAge).toBeHidden();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(maxAge).toBeFocused();
  await page.getByRole('heading', { name: 'Advanced' }).click();
  await page
    .getByRole('region', { name: 'Unsaved changes' })
    .getByRole('button', { name: 'Maximum age in seconds' })
    .click();
  await expect(maxAge).toBeFocused();
});

test('after saving, the form shows what works and where password sign-in stays', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  await expect(page.getByRole('button', { name: 'Try signing in' })).toHaveCount(0);
  const key = page.getByLabel('String used by the JWT signing key', { exact: true });
  await page.getByRole('switch', { name: 'Enabled' }).click();
  const unusedPort = await freePort();
  await page.getByLabel('JWT Identity Provider URI').fill(`http://localhost:${unusedPort}/login`);
  await key.fill(ownKey);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const checklist = page.getByRole('list', { name: 'Checklist' });
  await expect(checklist.getByRole('listitem')).toHaveText([
    /^Done: Address/,
    /^Done: Key/,
    /^Failed: App response.*Connection refused/,
    /^To do: First sign-in/,
  ]);
  await expect(page.getByRole('button', { name: 'Try signing in' })).toBeEnabled();
  await expect(page.getByText(`${dashboard.address}auth/login`)).toBeVisible();

  const { importSigningKey, signLoginToken } = await import('@dashboard/login-token');
  const claims = { email: 'ada@example.com', iat: Math.floor(Date.now() / 1000), jti: 'one' };
  const token = await signLoginToken(claims, await importSigningKey(ownKey));
  await fetch(`${dashboard.address}auth/sso?jwt=${token}`, { redirect: 'manual' });
  await page.goto('about:blank');
  await page.goto(`${dashboard.address}admin/settings/authentication/jwt`);
  await expect(checklist.getByRole('listitem').last()).toHaveText(/^Done: First sign-in.*ada@/);
});

test('a mapping can create its group, and asks before it gives administrator rights', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  await page.getByLabel('Synchronize group memberships').click();
  await page.getByRole('button', { name: 'Edit mappings' }).click();
  const mappings = page.getByRole('dialog', { name: 'Group mappings' });
  await mappings.getByLabel('Group name in the token').fill('engineering');
  await page.keyboard.press('Enter');
  const row = mappings.getByRole('group', { name: 'engineering' });
  await row.getByRole('combobox').click();
  await page.getByRole('option', { name: 'Create group “engineering”' }).click();
  await expect(page.getByText('Created group “engineering”')).toBeVisible();
  await expect(row.getByText('engineering').nth(1)).toBeVisible();

  await row.getByRole('combobox').fill('Platform');
  await page.getByRole('option', { name: 'Create group “Platform”' }).click();
  await expect(row.getByText('Platform')).toBeVisible();

  // An existing group is selected and never created again.
  await row.getByRole('combobox').fill('platform');
  await expect(page.getByRole('option', { name: 'Create group “platform”' })).toHaveCount(0);
  await row.getByRole('combobox').fill('');

  await page.getByRole('option', { name: 'Administrators' }).click();
  const confirm = page.getByRole('dialog', { name: 'Map “engineering” to Administrators?' });
  await expect(confirm).toContainText('full access');
  await page.keyboard.press('Escape');
  await expect(confirm).toHaveCount(0);
  await expect(mappings).toBeVisible();
  await expect(row.getByText('Administrators')).toHaveCount(0);

  await row.getByRole('combobox').click();
  await page.getByRole('option', { name: 'Administrators' }).click();
  await confirm.getByRole('button', { name: 'Map to Administrators' }).click();
  await expect(confirm).toHaveCount(0);
  await expect(row.getByText('Administrators')).toBeVisible();
  // Nothing but the created groups is saved before Save.
  expect(await savedSettings(page, dashboard)).toMatchObject({ groupMappings: {} });
  await mappings.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('JWT settings saved')).toBeVisible();
  expect(await savedSettings(page, dashboard)).toMatchObject({
    groupMappings: { engineering: [3, 4, 2] },
  });
});

test('a dialog that is confirmed does not save the form behind it', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await openForm(page, dashboard);
  await page.getByLabel('Email attribute').fill('mail');
  await page.getByRole('heading', { name: 'Advanced' }).click();
  await page.getByRole('button', { name: 'Release all bindings' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Release all bindings' }).click();
  await expect(page.getByText('No account was bound.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeVisible();
  expect(await savedSettings(page, dashboard)).toMatchObject({ emailAttribute: 'email' });
});

test('the code for the app is next to the form on a wide window', async ({ page, programs }) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await page.setViewportSize({ width: 1440, height: 900 });
  await openForm(page, dashboard);
  const left = await page.getByLabel('JWT Identity Provider URI').boundingBox();
  const code = page.getByRole('heading', { name: 'Code for your app' });
  await expect(code).toBeInViewport();
  const right = await code.boundingBox();
  expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0));
});

test('the form passes axe and fits at every width, with every setting from the environment', async ({
  page,
  programs,
}) => {
  test.setTimeout(180_000);
  const dashboard = await programs.dashboard({
    ...withAdministrator,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
    DASHBOARD_JWT_SIGNING_KEY: 'a signing key for the tests of the pages',
    DASHBOARD_JWT_GROUP_SYNC: 'true',
    DASHBOARD_JWT_GROUP_MAPPINGS: '{"engineering": ["Administrators"]}',
  });
  const problems = watchPage(page);
  await openForm(page, dashboard);
  await page.getByRole('heading', { name: 'Advanced' }).click();
  await expect(page.getByRole('button', { name: 'View mappings' })).toBeVisible();
  await judgePage(page, 'the JWT form from the environment', problems);
  await page.getByRole('button', { name: 'View mappings' }).click();
  await page.getByRole('dialog').getByText('Administrators').waitFor();
  await judgePage(page, 'the locked mappings', problems, '[role=dialog]');
  expect(problems).toEqual([]);
});
