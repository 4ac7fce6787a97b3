import { judgePage, look, watchPage } from './judge-page.ts';
import { expect, signInAsAdministrator, test, withAdministrator } from './servers.ts';

test('the documents are readable on a phone and on a wide screen, in light and dark', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard();
  const problems = watchPage(page);
  for (const place of ['docs', 'docs/errors', 'docs/flows', 'docs/sso-protocol#f7'])
    await look(page, dashboard.address + place, problems);
  expect(problems).toEqual([]);
  await page.goto(`${dashboard.address}docs/flows`);
  const picture = page.getByRole('img').first();
  await expect(picture).toBeVisible();
  expect(
    await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth),
  ).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'The sign-in protocol' }).first().click();
  await expect(page).toHaveURL(`${dashboard.address}docs/sso-protocol`);
});

test('the search in the documents finds an error code by keyboard, and opens it', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard();
  const problems = watchPage(page);
  await page.goto(`${dashboard.address}docs`);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search the documentation' })).toBeFocused();
  await page.keyboard.type('token_expired');
  await expect(page.getByRole('link', { name: 'Errors: token_expired' })).toBeVisible();
  await expect(page.getByRole('search').getByRole('status')).toHaveText(/result/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${dashboard.address}docs/errors#token_expired`);
  await page.keyboard.press('/');
  await page.keyboard.type('<img src=x onerror=alert(1)>');
  await expect(page.getByText('No results')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('No results')).toBeHidden();
  expect(problems).toEqual([]);
});

const methodsNotBesideTheirPath = `[...document.querySelectorAll('.opblock-summary-control')]
  .filter((control) => {
    const method = control.querySelector('.opblock-summary-method').getBoundingClientRect();
    const path = control.querySelector('.opblock-summary-path').getBoundingClientRect();
    return method.right > path.left || path.top > method.bottom || path.bottom < method.top;
  })
  .map((control) => control.textContent)`;

test('the API reference shows every route with its errors, under the strict policy', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard();
  const problems = watchPage(page);
  const { paths } = await (await page.request.get(`${dashboard.address}api/openapi.json`)).json();
  const routes = Object.values<object>(paths).flatMap((methods) =>
    Object.keys(methods).filter((method) => method !== 'head'),
  );
  await page.goto(`${dashboard.address}api/docs`);
  await expect(page.locator('.opblock')).toHaveCount(routes.length);
  const route = page.locator('#operations-Groups-post_api_groups');
  await route.getByRole('button').first().click();
  await expect(route.getByRole('link', { name: 'name_taken' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try it out' })).toHaveCount(0);
  await judgePage(page, 'api/docs', problems);
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate<string[]>(methodsNotBesideTheirPath), `${width} px`).toEqual([]);
  }
  expect(problems).toEqual([]);
});

test('the setup and sign-in pages link to their document', async ({ page, programs }) => {
  const problems = watchPage(page);
  const fresh = await programs.dashboard();
  await page.goto(`${fresh.address}setup`);
  await page.getByRole('link', { name: 'Help' }).click();
  await expect(page.getByRole('heading', { name: 'The first administrator' })).toBeVisible();
  const dashboard = await programs.dashboard(withAdministrator);
  await look(page, `${dashboard.address}auth/login`, problems);
  await page.getByRole('link', { name: 'Help' }).click();
  await expect(page.getByRole('heading', { name: 'People who cannot sign in' })).toBeVisible();
  expect(problems).toEqual([]);
});

test('help is in the account menu and on each page of the administration', async ({
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  await page.getByRole('button', { name: 'Account menu' }).click();
  await expect(page.getByText(/^Help · Dashboard \d+\.\d+\.\d+/)).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'API reference' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Documentation' }).click();
  await expect(page).toHaveURL(`${dashboard.address}docs`);
  await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible();
  await page.goto(`${dashboard.address}admin/groups`);
  await expect(page.getByRole('link', { name: 'Help for this page' })).toHaveAttribute(
    'href',
    /docs\/authenticating-with-jwt#group-schema$/,
  );
});
