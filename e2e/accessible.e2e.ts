import { DatabaseSync } from 'node:sqlite';
import { look, watchPage } from './judge-page.ts';
import { expect, signInAsAdministrator, test, withAdministrator } from './servers.ts';

const publicPages = ['auth/login', 'auth/signed-out', 'setup', 'auth/sso?jwt=x'];
const pages = [
  '',
  'question/1',
  'question/1?view=table',
  'question/2',
  'question/3',
  'question/4',
  'question/7',
  'question/999',
  'account',
  'admin/settings/authentication',
  'admin/settings/authentication/jwt',
  'nowhere',
];

test('every page passes axe and fits its width, in light and dark', async ({ page, programs }) => {
  test.setTimeout(240_000);
  const dashboard = await programs.dashboard({
    ...withAdministrator,
    DASHBOARD_JWT_ENABLED: 'true',
    DASHBOARD_JWT_IDENTITY_PROVIDER_URI: 'http://localhost:9/login',
    DASHBOARD_JWT_SIGNING_KEY: 'a signing key for the tests of the pages',
  });
  const problems = watchPage(page);
  for (const path of publicPages) await look(page, dashboard.address + path, problems);
  await signInAsAdministrator(page, dashboard);
  for (const path of pages) await look(page, dashboard.address + path, problems);
  expect(problems).toEqual([]);
});

test('a question can be reached and read without a mouse', async ({ page, programs }) => {
  const demo = await programs.demo();
  await page.goto(`${demo.address}question/2-orders-by-category`);
  await expect(page.getByLabel('Email')).toBeFocused();
  await page.keyboard.type('analyst@example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type('charts');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Orders by category' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    if (
      await page.getByRole('radio', { name: 'Chart' }).evaluate((radio) => radio.matches(':focus'))
    )
      break;
  }
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/view=table/);
  await expect(page.getByRole('cell', { name: 'Kitchen' })).toBeVisible();
});

test('no name of a question breaks a page', async ({ page, programs }) => {
  test.setTimeout(180_000);
  const dataDir = test.info().outputPath('data');
  const dashboard = await programs.dashboard({
    DASHBOARD_DATA_DIR: dataDir,
    ...withAdministrator,
  });
  const titles = [
    '<img src=x onerror=alert(1)></script><script>alert(1)</script>',
    `\u202Eשלום ${'👩‍👩‍👧‍👦'.repeat(10)}`,
    'x'.repeat(500),
  ];
  const database = new DatabaseSync(`${dataDir}/dashboard.sqlite`);
  const rename = database.prepare('update questions set name = ?, description = ? where id = ?');
  for (const [index, title] of titles.entries()) rename.run(title, title, index + 1);
  database.close();
  const problems = watchPage(page);
  await signInAsAdministrator(page, dashboard);
  await expect(page.getByText(titles[0] ?? '').first()).toBeVisible();
  for (const path of ['', 'question/1', 'question/2', 'question/3'])
    await look(page, dashboard.address + path, problems);
  expect(problems).toEqual([]);
});
