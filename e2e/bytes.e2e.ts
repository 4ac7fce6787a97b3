import type { Browser, BrowserContextOptions } from '@playwright/test';
import { expect, signInAsAdministrator, test, withAdministrator } from './servers.ts';

interface Load {
  /** Bytes on the wire, headers included. */
  readonly bytes: number;
  readonly requests: number;
}

/** Opens a page with an empty cache, and counts the bytes until nothing more is requested. */
async function load(
  browser: Browser,
  address: string,
  ready: string,
  options: BrowserContextOptions = {},
): Promise<Load> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  let bytes = 0;
  let requests = 0;
  network.on('Network.requestWillBeSent', () => {
    requests += 1;
  });
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address);
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState('networkidle');
  await context.close();
  return { bytes, requests };
}

test('the pages that people open first stay within their budget of bytes and requests', async ({
  browser,
  page,
  programs,
}) => {
  const dashboard = await programs.dashboard(withAdministrator);
  await signInAsAdministrator(page, dashboard);
  const storageState = await page.context().storageState();
  const open = (path: string, ready: string, options?: BrowserContextOptions) =>
    load(browser, dashboard.address + path, ready, options);

  const signIn = await open('auth/login', 'input[type=password]');
  expect(signIn.bytes).toBeGreaterThan(50_000);
  expect(signIn.bytes).toBeLessThanOrEqual(200_000);

  const chart = await open('question/1-superb-question', 'canvas', { storageState });
  expect(chart.bytes).toBeGreaterThan(signIn.bytes);
  expect(chart.bytes).toBeLessThanOrEqual(480_000);

  const jwtForm = await open('admin/settings/authentication/jwt', 'main form', { storageState });
  expect(jwtForm.requests).toBeGreaterThan(5);
  expect(jwtForm.requests).toBeLessThanOrEqual(15);
});
