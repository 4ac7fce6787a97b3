import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { sendRaw } from '../src/testing/send-raw.ts';
import { newBrowser, type TestBrowser, type TestResponse } from '../src/testing/test-browser.ts';
import { databaseKinds } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const folder = new URL('../../web/dist/assets/', import.meta.url);
const assets = readdirSync(folder).filter((name) => !/\.(?:br|gz)$/.test(name));
const script = assets.find((name) => /^index-.*\.js$/.test(name)) ?? '';
const font = assets.find((name) => name.endsWith('.woff2')) ?? '';

/** Sends one request and returns the response without decompressing it. */
async function receive(address: string, path: string, headers: string) {
  const { hostname, pathname } = new URL(address);
  const raw = await sendRaw(
    address,
    `GET ${pathname}${path} HTTP/1.1\r\nHost: ${hostname}\r\n${headers}Connection: close\r\n\r\n`,
  );
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw.slice(0, end).split('\r\n');
  const header = (name: string) =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 2) ?? null;
  return { status: Number(lines[0]?.split(' ')[1]), header };
}

describe('an asset', () => {
  test.each([
    ['br', 'gzip, deflate, br, zstd', brotliDecompressSync],
    ['gzip', 'gzip, deflate', gunzipSync],
  ] as const)(
    'is compressed at build with %s, and decompresses to the same file',
    async (encoding, accepted, decompress) => {
      const suffix = encoding === 'br' ? 'br' : 'gz';
      const server = await startTestServer('sqlite');
      const { status, header } = await receive(
        server.siteAddress,
        `assets/${script}`,
        `Accept-Encoding: ${accepted}\r\n`,
      );
      const file = readFileSync(new URL(`${script}.${suffix}`, folder));
      expect(status).toBe(200);
      expect(header('content-encoding')).toBe(encoding);
      expect(header('content-length')).toBe(String(file.length));
      expect(header('content-type')).toMatch(/javascript; charset=utf-8$/);
      expect(header('vary')).toBe('accept-encoding');
      expect(header('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(decompress(file)).toEqual(readFileSync(new URL(script, folder)));
    },
  );

  test.each(['', 'Accept-Encoding: identity\r\n', 'Accept-Encoding: br;q=0, gzip;q=0\r\n'])(
    'is sent uncompressed to a client that accepts no compression (%j)',
    async (headers) => {
      const server = await startTestServer('sqlite');
      const { header } = await receive(server.siteAddress, `assets/${script}`, headers);
      expect(header('content-encoding')).toBeNull();
      expect(header('vary')).toBe('accept-encoding');
      const { length } = readFileSync(new URL(script, folder));
      expect(header('content-length')).toBe(String(length));
    },
  );

  test('has an entity tag for each encoding, and 304 matches the right one', async () => {
    const server = await startTestServer('sqlite');
    const tagOf = async (accepted: string) =>
      (
        await receive(server.siteAddress, `assets/${script}`, `Accept-Encoding: ${accepted}\r\n`)
      ).header('etag');
    const tags = [await tagOf('br'), await tagOf('gzip'), await tagOf('identity')];
    expect(new Set(tags).size).toBe(3);
    const { status } = await receive(
      server.siteAddress,
      `assets/${script}`,
      `Accept-Encoding: br\r\nIf-None-Match: ${tags[0]}\r\n`,
    );
    expect(status).toBe(304);
  });

  test('that is a font is compressed already and has no second copy', async () => {
    expect(readdirSync(folder)).not.toContain(`${font}.br`);
    const server = await startTestServer('sqlite');
    const { status, header } = await receive(
      server.siteAddress,
      `assets/${font}`,
      'Accept-Encoding: br, gzip\r\n',
    );
    expect([status, header('content-encoding')]).toEqual([200, null]);
  });

  test('has one address: its compressed copies have none', async () => {
    const server = await startTestServer('sqlite');
    const browser: TestBrowser = newBrowser(server.siteAddress);
    for (const suffix of ['br', 'gz'])
      expect((await browser.get(`assets/${script}.${suffix}`)).status).toBe(404);
  });
});

test('a page with a nonce is never compressed', async () => {
  const server = await startTestServer('sqlite');
  const { header } = await receive(
    server.siteAddress,
    'auth/login',
    'Accept-Encoding: br, gzip\r\n',
  );
  expect(header('content-encoding')).toBeNull();
});

describe.each(databaseKinds)('JSON of the API, on %s', (kind) => {
  const accepts = (encoding: string) => ({ 'accept-encoding': encoding });

  /** Runs “All orders”, whose result is larger than 1 KB. */
  async function run(browser: TestBrowser, body: unknown, headers = accepts('gzip, br')) {
    const { questions } = await (await browser.get('api/questions')).json();
    const { id } = questions.find(({ name }: { name: string }) => name === 'All orders');
    return browser.send('POST', `api/questions/${id}/run`, body, headers);
  }
  const encodingOf = ({ headers }: TestResponse) => headers.get('content-encoding');

  test('is compressed if it is the result of a question without parameters', async () => {
    const admin = await signInAsAdministrator(await startTestServer(kind));
    const tables = new Map<string | null, { rows: unknown }>();
    for (const encoding of ['gzip, br', 'gzip', 'identity']) {
      const response = await run(admin, {}, accepts(encoding));
      expect(response.headers.get('vary')).toContain('accept-encoding');
      tables.set(encodingOf(response), await response.json());
    }
    expect([...tables.keys()]).toEqual(['br', 'gzip', null]);
    const [first, ...others] = [...tables.values()].map(({ rows }) => rows);
    for (const rows of others) expect(rows).toEqual(first);
  });

  test('is compressed if it is the list of questions, and varies by origin too', async () => {
    const admin = await signInAsAdministrator(await startTestServer(kind));
    const list = await admin.get('api/questions', accepts('br'));
    expect(encodingOf(list)).toBe('br');
    expect(list.headers.get('vary')).toBe('Origin, accept-encoding');
    expect((await list.json()).questions.length).toBeGreaterThan(5);
  });

  test('is not compressed if it can repeat a text of the request or of a stranger', async () => {
    const server = await startTestServer(kind);
    const admin = await signInAsAdministrator(server);
    const filtered = await run(admin, { parameters: { from: '2025-01-01' } });
    expect((await filtered.clone().arrayBuffer()).byteLength).toBeGreaterThan(1_024);
    expect([filtered.status, encodingOf(filtered)]).toEqual([200, null]);
    const paths = server.routes
      .filter((route) => /^(?:signed-in|administrator) GET \/api\/[\w/-]+$/.test(route))
      .map((route) => route.replace(/^\S+ GET \//, ''))
      .filter((path) => path !== 'api/questions');
    expect(paths.length).toBeGreaterThan(8);
    for (const path of paths)
      expect(encodingOf(await admin.get(path, accepts('br'))), path).toBeNull();
  });

  test('is not compressed if it is an error or shorter than 1 KB', async () => {
    const admin = await signInAsAdministrator(await startTestServer(kind));
    const wrong = await run(admin, { parameters: { from: 'never'.repeat(300) } });
    expect([wrong.status, encodingOf(wrong)]).toEqual([422, null]);
    const short = await admin.send('POST', 'api/questions/3/run', {}, accepts('br'));
    expect([short.status, encodingOf(short)]).toEqual([200, null]);
  });
});

const classesIn = (text: string) => new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g));
const textOf = (names: readonly string[]) =>
  names.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
const mantine = classesIn(
  readFileSync(createRequire(import.meta.url).resolve('@mantine/core/styles.css'), 'utf8'),
);

test.each([
  ['every script', /\.js$/, /\.css$/, 100],
  [
    'the assets of pages without a session',
    /^(?:index|app|setup-page)-.*\.js$/,
    /^index-.*\.css$/,
    20,
  ],
])('every Mantine component in %s has its style sheet', (_what, scripts, styles, least) => {
  const used = [...classesIn(textOf(assets.filter((name) => scripts.test(name))))].filter((name) =>
    mantine.has(name),
  );
  const sent = classesIn(textOf(assets.filter((name) => styles.test(name))));
  expect(used.length).toBeGreaterThan(least);
  expect(used.filter((name) => !sent.has(name))).toEqual([]);
});

describe('a page of the web app', () => {
  const preloaded = (html: string) =>
    [
      ...html.matchAll(/<link rel="modulepreload"[^>]* href="\.\/assets\/([\w-]+)-[\w-]{8}\.js"/g),
    ].map(([, name]) => name);

  test('loads the scripts that it needs at once: the chart on a question, the others elsewhere', async () => {
    const admin = await signInAsAdministrator(await startTestServer('sqlite'));
    const on = async (path: string) => preloaded(await (await admin.get(path)).text());
    expect(await on('question/1-superb-question?view=chart')).toEqual(
      expect.arrayContaining(['signed-in-pages', 'chart']),
    );
    for (const path of ['', 'account', '?x=/question/1']) {
      expect(await on(path), path).toContain('signed-in-pages');
      expect(await on(path), path).not.toContain('chart');
    }
    expect(await on('admin/people')).toContain('admin-pages');
    expect(await on('admin/people')).not.toContain('signed-in-pages');
    expect(await on('auth/login')).toEqual([]);
  });
});
