import { readdirSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { sendRaw } from '../src/testing/send-raw.ts';
import { startServerProcess } from '../src/testing/server-process.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer, testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe('headers depend on the matched route', () => {
  const spellings = ['auth', '%61uth', 'a%75t%68'];

  test('F10 leaves no trace of a sign-in, however its address is written', async () => {
    const server = await startTestServer('sqlite');
    for (const auth of spellings) {
      for (const path of [
        `${auth}/sso?jwt=x`,
        `${auth}/sso`,
        `${auth}/confirm`,
        `${auth}/login`,
        `${auth}/no?jwt=x`,
      ]) {
        const { headers } = await newBrowser(server.siteAddress).get(path);
        expect(headers.get('cache-control'), path).toBe('no-store');
        expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      }
    }
  });

  test('F7 never lets another site frame the confirmation page', async () => {
    const server = await startTestServer('sqlite', {
      DASHBOARD_SITE_URL: 'https://dashboard.example.com/',
    });
    const address = new URL(server.siteAddress);
    expect(address.protocol).toBe('https:');
    const local = `http://localhost:${server.environment.PORT}/`;
    const admin = newBrowser(local);
    await admin.send(
      'POST',
      'api/session',
      {
        email: server.environment.DASHBOARD_ADMIN_EMAIL,
        password: server.environment.DASHBOARD_ADMIN_PASSWORD,
      },
      { origin: address.origin },
    );
    const set = await admin.send(
      'PATCH',
      'api/settings/general',
      { embeddingOrigins: ['https://partner.example.org'] },
      { origin: address.origin },
    );
    expect(set.status).toBe(200);
    for (const auth of spellings) {
      const { headers } = await newBrowser(local).get(`${auth}/confirm`);
      expect(headers.get('content-security-policy'), auth).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options'), auth).toBe('DENY');
    }
  });

  test('no response of the API is stored, except its description', async () => {
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const routes = server.routes.flatMap((route) => / GET (\/api\/.*)/.exec(route)?.[1] ?? []);
    expect(routes.length).toBeGreaterThan(15);
    for (const route of routes) {
      const path = route.slice(1).replaceAll(/:\w+/g, '1');
      const { headers } = await admin.get(path, { accept: 'application/json' });
      const isDescription = ['/api/docs', '/api/openapi.json'].includes(route);
      if (isDescription) expect(headers.get('cache-control'), route).not.toBe('no-store');
      else expect(headers.get('cache-control'), route).toBe('no-store');
    }
    const { headers } = await admin.get('question/1');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

test.each(['POST auth/logout', 'DELETE api/session'])(
  '%s clears the browser’s cache',
  async (route) => {
    const server = await startTestServer('sqlite');
    const admin = await signInAsAdministrator(server);
    const [method = '', path = ''] = route.split(' ');
    const { status, headers } = await admin.send(method, path);
    expect(status).toBeLessThan(400);
    expect(headers.get('clear-site-data')).toBe('"cache"');
  },
);

test('a path outside of the folder of assets is not found, without an error', async () => {
  const server = await startServerProcess(await testEnvironment('sqlite'));
  const names = [
    ...['..%2findex.html', '%2e%2e%2findex.html', '..%5cindex.html', '%2e%2e/index.html', '%00'],
    ...['.', '..', '', 'x%00.js', '%2f', '%2fetc%2fpasswd', 'a/../../index.html', '.hidden', '%ff'],
    ...['..%2f..%2fpackage.json', 'C:%5cwindows', 'x'.repeat(9_000), '%E0%A4%A', 'index.js%2f'],
  ];
  for (const name of names) {
    const answer = await sendRaw(
      server.siteAddress,
      `GET /assets/${name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answer, name).toMatch(/^HTTP\/1\.1 404 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error.code, name).toBe('not_found');
  }
  expect(server.printed()).not.toContain('stack');
});

test('conditions and ranges of a file cause no error', async () => {
  const server = await startTestServer('sqlite');
  const asset = readdirSync(new URL('../../web/dist/assets/', import.meta.url))[0];
  for (const [header, value] of [
    ['range', 'bytes=999999999-'],
    ['range', 'bytes=x'],
    ['range', 'bytes=0-1,2-3'],
    ['if-match', '"x"'],
    ['if-unmodified-since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['if-modified-since', 'x'],
    ['if-none-match', '*'],
  ] as const) {
    for (const path of [`assets/${asset}`, 'favicon.svg']) {
      const { status } = await newBrowser(server.siteAddress).get(path, { [header]: value });
      expect(status, `${path}, ${header}: ${value}`).toBeLessThan(500);
    }
  }
});

test('S5 a planted cookie with a strange name does not stop a sign-in from starting', async () => {
  const server = await startTestServer('sqlite');
  const port = Number(new URL(server.siteAddress).port);
  for (const name of ['é', 'a b', 'x', '(', '', 'aaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaa/']) {
    const cookie = Buffer.from(`dashboard_attempt_${name}=x`, 'latin1').toString('latin1');
    const answer = await fetch(`http://localhost:${port}/auth/sso`, {
      headers: { cookie },
      redirect: 'manual',
    });
    expect(answer.status, name).toBe(302);
    expect(answer.headers.getSetCookie(), name).toHaveLength(1);
  }
});
