import type { Page } from '@playwright/test';
import { freePort } from '../packages/server/src/testing/free-port.ts';
import { superb } from './eager-app.ts';
import { administrator, expect, type Running, test, withAdministrator } from './servers.ts';

const filtered = 'question/2?from=2025-01-01&to=2025-03-31&view=table';

/** Every page that was shown on the way, so that a flash is noticed. */
function watchPages(page: Page): string[] {
  const shown: string[] = [];
  page.on('framenavigated', (frame) => {
    const isNew = frame === page.mainFrame() && frame.url() !== shown.at(-1);
    if (isNew) shown.push(frame.url());
  });
  return shown;
}

async function signInAtApp(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel(/^E-?mail/).fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function expectSuperbQuestion(page: Page, { address }: Running): Promise<void> {
  await expect(page).toHaveURL(`${address}${superb}`);
  await expect(page.getByRole('heading', { name: 'Superb question' })).toBeVisible();
  await expect(page.getByRole('img', { name: /revenue/i })).toBeVisible();
}

async function expectFilteredTable(page: Page, { address }: Running): Promise<void> {
  await expect(page).toHaveURL(
    `${address}question/2-orders-by-category?from=2025-01-01&to=2025-03-31&view=table`,
  );
  await expect(page.getByLabel('From')).toHaveValue('2025-01-01');
  await expect(page.getByRole('cell', { name: 'Kitchen' })).toBeVisible();
}

test('a newcomer runs the demo and follows steps 1 to 6', async ({ page, programs }) => {
  const demo = await programs.demo();
  const shown = watchPages(page);
  await page.goto(demo.address + superb);
  await expect(page).toHaveURL(
    new RegExp(`^http://localhost:${demo.appPort}/login\\?return_to=/${superb}&state=`),
  );
  await expect(page.getByText('analyst@example.com')).toBeVisible();
  await signInAtApp(page, 'analyst@example.com', 'charts');
  await expectSuperbQuestion(page, demo);
  expect(shown.map((url) => new URL(url).pathname)).toEqual(['/login', `/${superb}`]);
});

test('the demo puts people in the groups that their token names', async ({ page, programs }) => {
  const demo = await programs.demo();
  await page.goto(`${demo.address}account`);
  await signInAtApp(page, 'manager@example.com', 'reports');
  for (const group of ['All users', 'Analysts', 'Sales'])
    await expect(page.getByText(group, { exact: true })).toBeVisible();
});

test('an address with a query arrives unchanged', async ({ page, programs }) => {
  const demo = await programs.demo();
  await page.goto(demo.address + filtered);
  await signInAtApp(page, 'seller@example.com', 'orders');
  await expectFilteredTable(page, demo);
});

test('an administrator sets up, generates a key, pastes it into the example app, and people sign in', async ({
  page,
  browser,
  programs,
}) => {
  const dashboard = await programs.dashboard();
  await page.goto(dashboard.address);
  await expect(page).toHaveURL(`${dashboard.address}setup`);
  await page.getByLabel('First name').fill('First');
  await page.getByLabel('Last name').fill('Administrator');
  await page.getByLabel('Email').fill(administrator.email);
  await page.locator('input[type=password]').fill(administrator.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible();

  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: 'Admin' }).click();
  await page.getByRole('link', { name: 'Configure JWT' }).click();
  const appPort = await freePort();
  await page.getByLabel('Enabled').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('before you enable JWT').first()).toBeVisible();
  await page.getByLabel('JWT Identity Provider URI').fill(`http://localhost:${appPort}/login`);
  await page.getByRole('button', { name: 'Generate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  const signingKey = await dialog.getByLabel('The new key').inputValue();
  expect(signingKey).toMatch(/^[0-9a-f]{64}$/);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('JWT settings saved')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Enabled')).toBeChecked();
  await expect(page.getByText(signingKey)).toHaveCount(0);

  await programs.exampleApp(dashboard, signingKey, appPort);
  for (const [path, isThere] of [
    [superb, expectSuperbQuestion],
    [filtered, expectFilteredTable],
  ] as const) {
    const person = await (await browser.newContext()).newPage();
    await person.goto(dashboard.address + path);
    await signInAtApp(person, 'rene@example.com', 'one');
    await isThere(person, dashboard);
    await person.goto(`${dashboard.address}account`);
    await expect(person.getByRole('heading', { name: 'Rene Example' })).toBeVisible();
  }
});

test('a refused sign-in shows a page with a link to retry', async ({ page, programs }) => {
  const demo = await programs.demo();
  await page.goto(`${demo.address}auth/sso?jwt=broken&return_to=/${superb}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'The sign-in response was invalid.',
  );
  await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toBeVisible();
  // Only the section for developers, which only visitors from this machine see, names the code.
  const developers = page.getByRole('region', { name: 'For the developer of the app' });
  await expect(page.getByText('token_malformed')).toHaveCount(1);
  await expect(developers.getByRole('link', { name: 'token_malformed' })).toBeVisible();
  await page.getByRole('link', { name: /again/i }).click();
  await signInAtApp(page, 'manager@example.com', 'reports');
  await expectSuperbQuestion(page, demo);
});

test('a wrong slug is corrected, and an unknown question says so', async ({ page, programs }) => {
  const demo = await programs.demo();
  await page.goto(`${demo.address}question/1-wrong?view=table#here`);
  await signInAtApp(page, 'analyst@example.com', 'charts');
  await expect(page).toHaveURL(`${demo.address}${superb}?view=table`);
  await page.goto(`${demo.address}question/999-nothing`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/question not found/i);
});

test('all of it works under a sub-path', async ({ page, programs }) => {
  const port = await freePort();
  const dashboard = await programs.dashboard(
    {
      DASHBOARD_SITE_URL: `http://localhost:${port}/bi/`,
      ...withAdministrator,
    },
    port,
  );
  await page.goto(`${dashboard.address}bi/${superb}`);
  await expect(page).toHaveURL(
    `${dashboard.address}bi/auth/login?return_to=%2Fbi%2Fquestion%2F1-superb-question`,
  );
  await page.getByLabel('Email').fill(administrator.email);
  await page.locator('input[type=password]').fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectSuperbQuestion(page, { ...dashboard, address: `${dashboard.address}bi/` });
});
