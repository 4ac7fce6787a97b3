import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { freePort } from '../src/testing/free-port.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const root = new URL('../../../', import.meta.url).pathname;

const shortPath = 'downloads/authentication-app.tgz';
const appCode = `
  import { connectDashboard, readSignInRequest } from '@dashboard/authentication-app';
  const dashboard = connectDashboard({ address: 'http://localhost:3000', signingKey: '5e'.repeat(32) });
  const person = { id: '1', email: 'rene@example.com' };
  console.log(await dashboard.answerUrl(person, readSignInRequest('?return_to=/&state=s')));
`;

/** A folder with an app, and an empty npm cache. */
function newApp() {
  const folder = newFolder();
  writeFileSync(join(folder, 'app.mjs'), appCode);
  const npm = (...words: readonly string[]) =>
    run('npm', [...words, '--no-audit', '--no-fund', '--cache', newFolder()], folder);
  const start = () => run(process.execPath, ['app.mjs'], folder);
  return { folder, npm, start };
}

/**
 * The package as another version of Dashboard offers it: the same name and version, other content.
 */
async function repack(tarball: string): Promise<void> {
  const folder = newFolder();
  await run('tar', ['-xzf', tarball], folder);
  writeFileSync(join(folder, 'package/dist/added.js'), 'export const isNew = true;\n');
  await run('tar', ['-czf', tarball, 'package'], folder);
}

describe('the package for authentication apps', () => {
  beforeAll(() => buildAuthenticationApp(root));

  test('installs from the stored file, and again after an upgrade of Dashboard', {
    timeout: 120_000,
  }, async () => {
    const server = await startTestServer('sqlite', { DASHBOARD_JWT_ENABLED: 'false' });
    const { folder, npm, start } = newApp();
    const address = server.siteAddress + shortPath;
    expect(await run('curl', ['-fsSLO', address], folder)).toMatchObject({ status: 0 });
    await server.stop();

    expect(await npm('install', './authentication-app.tgz')).toMatchObject({ status: 0 });
    expect((await start()).stdout).toMatch('http://localhost:3000/auth/sso?jwt=');
    // On another machine, without Dashboard and without a cache.
    expect(await npm('ci')).toMatchObject({ status: 0 });
    expect((await start()).stdout).toMatch('http://localhost:3000/auth/sso?jwt=');

    await repack(join(folder, 'authentication-app.tgz'));
    expect(await npm('install', './authentication-app.tgz')).toMatchObject({ status: 0 });
    const added = join(folder, 'node_modules/@dashboard/authentication-app/dist/added.js');
    expect(existsSync(added)).toBe(true);
    expect(await npm('ci')).toMatchObject({ status: 0 });
  });

  test('has a separate address for each content, which caches can store', async () => {
    const server = await startTestServer('sqlite');
    const browser = newBrowser(server.siteAddress);
    const short = await browser.get(shortPath);
    expect([short.status, short.headers.get('cache-control')]).toEqual([302, 'no-store']);
    const location = short.headers.get('location') ?? '';
    expect(location).toMatch(/^authentication-app-\d+\.\d+\.\d+-[0-9a-f]{8}\.tgz$/);

    const file = await browser.get(new URL(location, server.siteAddress + shortPath).href);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/gzip']);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const content = new Uint8Array(await file.arrayBuffer());
    const hash = createHash('sha256').update(content).digest('hex');
    expect(location).toContain(`-${hash.slice(0, 8)}.tgz`);
  });

  test('under a path redirects below that path', async () => {
    const port = await freePort();
    const site = `http://localhost:${port}/bi/`;
    const server = await startTestServer('sqlite', {
      PORT: String(port),
      DASHBOARD_SITE_URL: site,
    });
    const installed = await fetch(server.siteAddress + shortPath);
    expect(installed.status).toBe(200);
    expect(installed.url).toMatch(`${site}downloads/authentication-app-`);
  });

  test('says at an older address that Dashboard was upgraded, in npm’s output too', async () => {
    const server = await startTestServer('sqlite');
    const path = 'downloads/authentication-app-0.1.0-00000000.tgz';
    const answer = await newBrowser(server.siteAddress).get(path);
    expect([answer.status, (await answer.json()).error.code]).toEqual([410, 'download_replaced']);
    const { status, stderr } = await newApp().npm('install', server.siteAddress + path);
    expect(status).toBe(1);
    expect(stderr).toContain('Dashboard was upgraded');
  });

  test.each(['nothing.tgz', 'authentication-app-0.1.0.tgz', '..%2Findex.js'])(
    'is the only download: there is no %s',
    async (name) => {
      const server = await startTestServer('sqlite');
      const answer = await newBrowser(server.siteAddress).get(`downloads/${name}`);
      expect(answer.status).toBe(404);
    },
  );

  test('is never installed by its name from a registry in a document or example', () => {
    const files = ['README.md', 'docs/*.md', 'examples/*/*.{md,json}', 'packages/*/README.md'];
    const asking = globSync(files, { cwd: root }).filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const byName = /^(?:npm (?:i|install|add)|yarn add|pnpm add)\b.*\s@dashboard\//m;
      const byVersion = /"@dashboard\/authentication-app": *"(?!file:authentication-app\.tgz")/;
      return byName.test(text) || byVersion.test(text);
    });
    expect(asking).toEqual([]);
  });

  test('contains only the code to run and its types', () => {
    const tarball = join(root, 'packages/authentication-app/dist/authentication-app.tgz');
    const { stdout } = spawnSync('tar', ['-tzf', tarball], { encoding: 'utf8' });
    const files = stdout.trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining([
        'package/package.json',
        'package/README.md',
        'package/dist/index.js',
      ]),
    );
    const others = files.filter((file) => !/\/dist\/[a-z-]+\.(?:d\.ts|js)$/.test(file));
    expect(others.sort()).toEqual(['package/README.md', 'package/package.json']);
  });

  test('can’t be published by accident', () => {
    const file = join(root, 'packages/authentication-app/package.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).private).toBe(true);
  });
});

/** Not `spawnSync`: the server runs in this process. */
async function run(command: string, words: readonly string[], cwd: string) {
  const child = spawn(command, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => {
      printed[name] += chunk;
    });
  }
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, ...printed };
}
