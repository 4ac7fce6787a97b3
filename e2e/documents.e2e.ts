import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './servers.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the documents read well on a phone and on a wide screen, ${colorScheme}`, async ({
    browser,
    programs,
  }) => {
    const dashboard = await programs.dashboard();
    for (const width of [360, 1280]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      for (const place of ['docs', 'docs/errors', 'docs/flows', 'docs/sso-protocol#f7']) {
        await page.goto(dashboard.address + place);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        const overflow = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow, `${place} at ${width}`).toBe(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
        await page.screenshot({
          path: test.info().outputPath(`${place.replace(/\W/g, '-')}-${width}.png`),
        });
      }
      await page.goto(`${dashboard.address}docs/flows`);
      const picture = page.getByRole('img').first();
      await expect(picture).toBeVisible();
      expect(
        await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth),
      ).toBeGreaterThan(0);
      await page.getByRole('link', { name: 'The sign-in protocol' }).first().click();
      await expect(page).toHaveURL(`${dashboard.address}docs/sso-protocol`);
      expect(said).toEqual([]);
      await context.close();
    }
  });
}
