import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildAuthenticationApp } from '../../../tools/launch/build-authentication-app.mjs';
import { newBrowser } from '../src/testing/test-browser.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer } from '../src/testing/test-server.ts';

const root = new URL('../../../', import.meta.url).pathname;

describe('the package for authentication apps', () => {
  beforeAll(() => buildAuthenticationApp(root));

  test('is installed from the running server, in an empty folder, and runs there', async () => {
    const server = await startTestServer('sqlite', { DASHBOARD_JWT_ENABLED: 'false' });
    const folder = newFolder();
    const address = `${server.siteAddress}downloads/authentication-app.tgz`;
    const installed = await run('npm', ['install', '--no-audit', '--no-fund', address], folder);
    expect(installed).toMatchObject({ status: 0 });
    writeFileSync(
      join(folder, 'app.mjs'),
      `import { connectDashboard, readSignInRequest } from '@dashboard/authentication-app';
       const dashboard = connectDashboard({ address: '${server.siteAddress}', signingKey: 'k'.repeat(64) });
       const person = { id: '1', email: 'rene@example.com' };
       console.log(await dashboard.answerUrl(person, readSignInRequest('?return_to=/&state=s')));`,
    );
    const { stdout } = await run(process.execPath, ['app.mjs'], folder);
    expect(stdout).toMatch(`${server.siteAddress}auth/sso?jwt=`);
  });

  test('is sent once, to whoever has it already not again', async () => {
    const server = await startTestServer('sqlite');
    const browser = newBrowser(server.siteAddress);
    const first = await browser.get('downloads/authentication-app.tgz');
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/gzip']);
    const etag = first.headers.get('etag') ?? '';
    const again = await browser.get('downloads/authentication-app.tgz', { 'if-none-match': etag });
    expect(again.status).toBe(304);
  });

  test('holds what is to be run and its types, and nothing else', () => {
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
});

/** Not `spawnSync`: the server that is asked runs in this very process. */
async function run(command: string, words: readonly string[], cwd: string) {
  const child = spawn(command, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, stdout };
}
