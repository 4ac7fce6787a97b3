import { expect, test } from 'vitest';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const described = [
  'GET /api/health',
  'GET /api/properties',
  'GET /api/questions',
  'GET /api/questions/{id}',
  'GET /api/ready',
  'GET /api/session',
  'GET /api/settings/jwt',
  'GET /auth/sso',
  'GET /auth/sso/',
  'PATCH /api/settings/jwt',
  'POST /api/questions/{id}/run',
  'POST /api/session',
  'POST /api/settings/jwt/signing-key',
  'POST /api/setup',
  'DELETE /api/session',
];

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
  expect(routes.sort()).toEqual([...described].sort());
  const page = await (await browser.get('api/docs')).text();
  for (const route of described) expect(page).toContain(`<code>${route}</code>`);
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
