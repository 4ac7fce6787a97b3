import { expect, test } from 'vitest';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

test('the OpenAPI document describes every route with a summary, and the readable page shows them', async () => {
  const server = await startTestServer('sqlite');
  const browser = newBrowser(server.siteAddress);
  const { openapi, paths } = await (await browser.get('api/openapi.json')).json();
  expect(openapi).toBe('3.1.0');
  const routes = Object.entries<Record<string, { summary?: string }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'head')
        .map(([method, { summary }]) => {
          expect(summary, path).toBeTruthy();
          return `${method.toUpperCase()} ${path}`;
        }),
  );
  // Which routes there are, and who may call them, is the table of refusals.story.ts.
  expect(routes).toContain('GET /api/session');
  const page = await (await browser.get('api/docs')).text();
  for (const route of routes) expect(page).toContain(`<code>${route}</code>`);
});

test('what anybody may ask is answered without a session, and says no more than it must', async () => {
  const server = await startTestServer('sqlite');
  const browser = newBrowser(server.siteAddress);
  expect(await (await browser.get('api/health')).json()).toEqual({ status: 'ok' });
  expect(await (await browser.get('api/ready')).json()).toEqual({ status: 'ok' });
  expect(await (await browser.get('api/properties')).json()).toEqual({
    siteName: 'Dashboard',
    setupRequired: false,
    passwordLoginEnabled: true,
    jwtEnabled: true,
  });
  const missing = await browser.get('api/nothing', { accept: 'application/json' });
  expect([missing.status, (await missing.json()).error.code]).toEqual([404, 'not_found']);
});
