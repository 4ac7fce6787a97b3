import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations'],
};

/** Web Vitals rates values up to this as good. */
const maxShift = 0.1;
/** How far the page has moved since it was opened (Cumulative Layout Shift). */
const layoutShift = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 50);
})`;

/** Whether the page has this scheme, and no colour is still in transition. */
const hasSettled = `(scheme) =>
  (document.documentElement.dataset.mantineColorScheme ?? scheme) === scheme &&
  !document.getAnimations().some((animation) => animation instanceof CSSTransition)`;

const twoFrames = `new Promise((resolve) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)));
})`;

/**
 * Collects errors on a page from now on: exceptions, scripts of other sites, violations of the
 * policy.
 */
export function watchPage(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`${page.url()}: a script of a stranger ran`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Each child in a list/.test(message.text()))
      problems.push(`${page.url()}: ${message.text()}`);
  });
  return problems;
}

/**
 * Checks the current page in light and dark, on a phone, a tablet and a desktop: axe, and no
 * overflow.
 *
 * @param within the part to check: what is behind an open dialog or menu is ignored
 */
export async function judgePage(
  page: Page,
  what: string,
  problems: string[],
  within = 'html',
): Promise<void> {
  await page.evaluate(axeSource);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction(hasSettled, colorScheme);
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      // Elements that measure themselves move only after the window.
      await page.evaluate(twoFrames);
      await page.waitForFunction(hasSettled, colorScheme);
      const where = `${what}, ${colorScheme}, ${width} px`;
      const { violations } = await page.evaluate<AxeResults>(
        `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`,
      );
      problems.push(...violations.map(({ id, nodes }) => `${where}: ${id} at ${nodes[0]?.html}`));
      const isWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      if (isWide) problems.push(`${where}: wider than the window`);
    }
  }
}

/** Opens a page, optionally what one of its buttons opens, and checks it. */
export async function look(
  page: Page,
  address: string,
  problems: string[],
  opens?: string,
): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  const { pathname, search } = new URL(address);
  const shift = await page.evaluate<number>(layoutShift);
  // The documents' pictures have their size from their files, which are loaded after the text.
  if (shift > maxShift && !pathname.startsWith('/docs'))
    problems.push(`${pathname}: moves by ${shift.toFixed(3)} while it loads`);
  if (opens === undefined) return judgePage(page, pathname + search, problems);
  await page.getByRole('button', { name: opens, exact: true }).first().click();
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor();
  await page.waitForTimeout(300);
  await judgePage(page, `${pathname}, ${opens}`, problems, '[role=dialog], [role=menu]');
}
