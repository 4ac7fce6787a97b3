import { look, watchPage } from './judge-page.ts';
import { expect, test } from './servers.ts';

test('the documents read well on a phone and on a wide screen, in light and dark', async ({
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
