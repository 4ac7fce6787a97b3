import { judgePage, watchPage } from './judge-page.ts';
import { expect, signInAsAdministrator, test, withAdministrator } from './servers.ts';

test('the logs are filtered by days, and the address keeps the days', async ({
  page,
  programs,
}) => {
  const problems = watchPage(page);
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  const dayAfter = (days: number) => {
    const day = new Date();
    day.setDate(day.getDate() + days);
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
  };
  for (const [path, row, empty, all] of [
    ['sign-ins', 'Signed in', 'No attempts found', 'Show all attempts'],
    ['audit', 'Completed setup', 'No changes found', 'Show all changes'],
  ] as const) {
    await page.goto(`${dashboard.address}admin/${path}`);
    const found = page.locator('tbody').getByText(row).first();
    await expect(found).toBeVisible();
    const [from, to] = [
      page.getByLabel('From', { exact: true }),
      page.getByLabel('To', { exact: true }),
    ];
    await from.fill(dayAfter(-1));
    await to.fill(dayAfter(0));
    await expect(page).toHaveURL(
      `${dashboard.address}admin/${path}?from=${dayAfter(-1)}&to=${dayAfter(0)}`,
    );
    await expect(found).toBeVisible();
    await from.fill(dayAfter(1));
    await expect(page.getByText('This day is before “From”.')).toBeVisible();
    await expect(page.getByText(empty)).toBeVisible();
    await judgePage(page, `${path} by days`, problems);
    await page.reload();
    await expect(from).toHaveValue(dayAfter(1));
    await page.getByRole('button', { name: all }).click();
    await expect(found).toBeVisible();
    await expect(from).toHaveValue('');
    await expect(page).toHaveURL(`${dashboard.address}admin/${path}`);
  }
  expect(problems).toEqual([]);
});

test('single keys focus the search and list the shortcuts, and can be disabled', async ({
  page,
  programs,
}) => {
  const problems = watchPage(page);
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  await page.goto(`${dashboard.address}admin/people`);
  const search = page.getByRole('searchbox', { name: 'Search people' });
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await page.keyboard.type('a/b?');
  await expect(search).toHaveValue('a/b?');
  await search.blur();

  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.keyboard.press('?');
  await expect(dialog).toBeVisible();
  await judgePage(page, 'keyboard shortcuts', problems, '[role=dialog]');
  await dialog.getByRole('switch', { name: 'Single-key shortcuts' }).click();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  await expect(search).not.toBeFocused();
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('switch')).not.toBeChecked();
  expect(problems).toEqual([]);
});
