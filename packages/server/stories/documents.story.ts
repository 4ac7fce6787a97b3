import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { newBrowser, type TestBrowser, type TestResponse } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const docs = readdirSync(new URL('../../../docs/', import.meta.url))
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.replace(/\.md$/, ''));

/** All addresses in a page, as the browser would request them. */
function addressesIn(html: string): string[] {
  return [...html.matchAll(/ (?:href|src)="([^"]+)"/g)]
    .map(([, address = '']) => address.replaceAll('&amp;', '&'))
    .filter((address) => !/^(?:https?|mailto):/.test(address));
}

function expectStrict(answer: TestResponse, path: string): void {
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy, path).toContain("default-src 'none'");
  expect(policy, path).toContain("frame-ancestors 'none'");
  expect(policy, path).not.toContain('unsafe-eval');
}

describe.each([
  ['at the root', {}, ''],
  ['under a base path', { DASHBOARD_SITE_URL: 'https://example.com/bi/' }, 'bi/'],
])('the documents in the running server, %s', (_where, environment, base) => {
  async function started(): Promise<TestBrowser> {
    const server = await startTestServer('sqlite', environment as Record<string, string>);
    return newBrowser(`http://localhost:${server.environment.PORT}/${base}`);
  }

  test('are public, and every link and picture in them exists', async () => {
    const browser = await started();
    const isDocument = (place: string) => place.startsWith(`/${base}docs`);
    const asked = new Map<string, string>();
    const toAsk = [`/${base}docs`];
    for (let path = toAsk.pop(); path !== undefined; path = toAsk.pop()) {
      const [place = '', anchor] = path.split('#');
      if (!asked.has(place)) {
        const answer = await browser.get(place);
        // The site itself sends a person without a session to sign in.
        expect(answer.status, path).toBe(place === `/${base}` ? 302 : 200);
        if (isDocument(place)) expectStrict(answer, path);
        const text = await answer.text();
        asked.set(place, text);
        if (!isDocument(place)) continue;
        const found = addressesIn(text).map((address) =>
          address.startsWith('#') ? place + address : address,
        );
        toAsk.push(...found);
      }
      if (anchor !== undefined) expect(asked.get(place), path).toContain(` id="${anchor}"`);
    }
    for (const name of docs) expect([...asked.keys()]).toContain(`/${base}docs/${name}`);
    for (const [path, text] of asked) {
      if (!/\.(?:css|svg|js|json)(?:\?|$)/.test(path) && isDocument(path))
        expect(text, path).not.toMatch(
          /<script(?! src="\/)|<script[^>]*>[^<]|<style|style="| on\w+="/,
        );
    }
  });

  test('are also found under their file’s name; other files are not', async () => {
    const browser = await started();
    const asFile = await browser.get('docs/errors.md');
    expect([asFile.status, asFile.headers.get('location')]).toEqual([302, `/${base}docs/errors`]);
    for (const [from, to] of [
      ['latest/enterprise-guide/authenticating-with-jwt', 'authenticating-with-jwt'],
      ['images/JWT-auth-form.png', 'images/jwt-form.png'],
      ['images/password-disable.png', 'images/password-login.png'],
      ['latest/enterprise-guide/images/JWT-auth-form.png', 'images/jwt-form.png'],
    ]) {
      const moved = await browser.get(`docs/${from}`);
      expect([moved.status, moved.headers.get('location')]).toEqual([302, `/${base}docs/${to}`]);
      expect((await browser.get(`docs/${to}`)).status).toBe(200);
    }
    const missing = [
      ...[
        'docs/nothing',
        'docs/../package.json',
        'docs/%2e%2e/package.json',
        'docs/..%2fpackage.json',
      ],
      ...['docs/package.json', 'docs/images/', 'docs/adr', 'docs/constructor', 'docs/__proto__'],
      // Documents for contributors, who have the repository.
      ...['docs/adr/0001-typescript-run-by-node', 'docs/CONTRIBUTING', 'docs/SECURITY'],
      ...['docs/%00', 'docs/errors/', 'docs/images/../../package.json'],
    ];
    for (const path of missing) {
      const answer = await browser.get(path);
      const text = await answer.text();
      expect(text, path).not.toContain('"private": true');
      expect([302, 400, 404], path).toContain(answer.status);
    }
  });

  test('are found by their text: headings, paragraphs and error codes', async () => {
    const browser = await started();
    const answer = await browser.get('docs/search.json');
    expectStrict(answer, 'docs/search.json');
    const entries: { place: string; page: string; heading: string; text: string }[] =
      await answer.json();
    const code = entries.find(({ heading }) => heading === 'token_expired');
    expect(code).toMatchObject({ place: 'errors#token_expired', page: 'Errors' });
    for (const name of docs) expect(entries.map(({ place }) => place)).toContain(name);
    for (const { place } of entries) {
      const [name = '', anchor] = place.split('#');
      if (anchor === undefined) continue;
      expect(await (await browser.get(`docs/${name}`)).text(), place).toContain(` id="${anchor}"`);
    }
  });

  test('contain the name of the site and link back to it', async () => {
    const browser = await started();
    for (const path of ['docs', 'docs/errors', 'docs/nothing', 'api/docs']) {
      const text = await (await browser.get(path)).text();
      expect(text, path).toMatch(
        new RegExp(`<a class="home" href="/${base}">.*<span>Dashboard</span>`),
      );
      expect(text, path).toContain(`href="/${base}api/docs"`);
    }
  });

  test('are sent compressed to a client that accepts it', async () => {
    const browser = await started();
    const plain = await browser.get('docs/errors', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    for (const path of ['docs', 'docs/errors', 'docs/style.css', 'docs/search.json', 'api/docs']) {
      const { headers } = await browser.get(path, { 'accept-encoding': 'gzip, br' });
      expect(headers.get('content-encoding'), path).toBe('br');
      expect(headers.get('vary'), path).toContain('accept-encoding');
    }
    const refused = await browser.get('docs/errors', { 'accept-encoding': 'br;q=0, gzip;q=0.5' });
    expect(refused.headers.get('content-encoding')).toBe('gzip');
  });

  test('have an anchor for each code and each rule', async () => {
    const browser = await started();
    expect(await (await browser.get('docs/errors')).text()).toContain('<tr id="token_expired">');
    expect(await (await browser.get('docs/sso-protocol')).text()).toContain('<li id="f7">');
  });
});
