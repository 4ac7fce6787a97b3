import type { ErrorCode } from '@dashboard/contract';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { DashboardError } from '../src/dashboard-error.ts';
import { sendError } from '../src/http/error-reply.ts';
import { errorStatus } from '../src/http/error-status.ts';
import type { Reply, Request, Server } from '../src/http/server.ts';
import { checkErrorCodes } from '../src/testing/check-error-codes.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer, type TestServer } from '../src/testing/test-server.ts';

interface Operation {
  readonly summary?: string;
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
}

async function readOperations(server: TestServer): Promise<[string, Operation][]> {
  const browser = newBrowser(server.siteAddress);
  const { openapi, paths } = await (await browser.get('api/openapi.json')).json();
  expect(openapi).toBe('3.1.0');
  return Object.entries<Record<string, Operation>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'head')
      .map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
  );
}

/** The codes that an operation documents, as `403 not_allowed`. */
function codesOf({ responses }: Operation): string[] {
  return Object.entries(responses).flatMap(([status, { content }]) =>
    [
      ...JSON.stringify(content ?? '').matchAll(
        /"code":\{"type":"string","enum":\[("[a-z_",]+)\]/g,
      ),
    ].flatMap(([, codes = '']) =>
      codes
        .replaceAll('"', '')
        .split(',')
        .map((code) => `${status} ${code}`),
    ),
  );
}

test('the OpenAPI document describes every route with a summary', async () => {
  const operations = await readOperations(await startTestServer('sqlite'));
  for (const [route, { summary }] of operations) expect(summary, route).toMatch(/^[A-Z][^.]+$/);
  // The table of refusals.story.ts lists the routes and their access.
  expect(operations.map(([route]) => route)).toContain('GET /api/session');
});

test('every route documents its errors, each code under its status', async () => {
  const operations = await readOperations(await startTestServer('sqlite'));
  const documented = new Map(operations.map(([route, one]) => [route, codesOf(one)]));
  for (const [route, codes] of documented) {
    expect(codes, route).toContain('500 internal_error');
    // It reports the state of the database itself.
    if (route !== 'GET /api/ready') expect(codes, route).toContain('503 database_unavailable');
    if (!/^(?:GET|POST \/auth\/sso)/.test(route))
      expect(codes, route).toContain('403 cross_site_request');
    for (const code of codes) {
      const [status, name = ''] = code.split(' ');
      expect(errorStatus[name as ErrorCode], `${route}: ${code}`).toBe(Number(status));
    }
  }
  expect(documented.get('GET /api/accounts')).toEqual(
    expect.arrayContaining(['401 not_signed_in', '403 not_allowed', '422 validation_failed']),
  );
  expect(documented.get('POST /api/groups')).toEqual(
    expect.arrayContaining(['409 name_taken', '400 body_malformed', '415 media_type_unsupported']),
  );
  expect(documented.get('POST /api/accounts')).toEqual(
    expect.arrayContaining(['403 account_limit', '409 email_taken']),
  );
  expect(documented.get('DELETE /api/groups/{id}')).toContain('409 locked_by_environment');
  expect(documented.get('POST /api/session/jwt')).toContain('401 token_expired');
  expect(documented.get('POST /api/session/jwt')).not.toContain('401 ticket_invalid');
  expect(documented.get('POST /auth/sso')).toContain('415 media_type_unsupported');
  expect(documented.get('POST /auth/sso')).not.toContain('403 account_deactivated');
  expect(documented.get('GET /api/health')).not.toContain('401 not_signed_in');
});

test('the page of the API reference loads the component and nothing from another site', async () => {
  const browser = newBrowser((await startTestServer('sqlite')).siteAddress);
  const page = await browser.get('api/docs');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const html = await page.text();
  expect(html).toContain('data-document="/api/openapi.json"');
  const loaded = [...html.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].map(
    ([, address = '']) => address,
  );
  expect(loaded.some((address) => /swagger-ui-[\d.]+\.js$/.test(address))).toBe(true);
  for (const address of loaded) {
    expect(address).toMatch(/^\/\w/);
    expect((await browser.get(address)).status, address).toBe(200);
  }
  expect(html).not.toMatch(/<style| style="/);
});

test('public routes respond without a session', async () => {
  const server = await startTestServer('sqlite');
  const browser = newBrowser(server.siteAddress);
  expect(await (await browser.get('api/health')).json()).toEqual({ status: 'ok' });
  expect(await (await browser.get('api/ready')).json()).toEqual({ status: 'ok' });
  expect(await (await browser.get('api/properties')).json()).toEqual({
    siteName: 'Dashboard',
    setupRequired: false,
    setupCodeRequired: false,
    passwordLoginEnabled: true,
    jwtEnabled: true,
  });
  const missing = await browser.get('api/nothing', { accept: 'application/json' });
  expect([missing.status, (await missing.json()).error.code]).toEqual([404, 'not_found']);
});

test('a test fails if a route sends an error code that the OpenAPI document does not name', async () => {
  const sent = checkErrorCodes();
  const server: Server = fastify();
  sent.observe(server);
  const answer = (request: Request, reply: Reply) =>
    sendError(request, reply, new DashboardError('name_taken', 'It exists.'));
  server.get('/right', { config: { errors: ['name_taken'] }, schema: {} }, answer);
  server.get('/wrong', { config: { errors: ['email_taken'] }, schema: {} }, answer);
  server.get('/hidden', { schema: { hide: true } }, answer);
  for (const url of ['/right', '/wrong', '/hidden']) await server.inject(url);
  expect(sent.undocumented()).toEqual(['GET /wrong name_taken']);
});
