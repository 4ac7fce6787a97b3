import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { fencesIn } from '../../../tools/doc-fences.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer, testAdministrator } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const page = readFileSync(new URL('../../../docs/embedding.md', import.meta.url), 'utf8');

// The example itself runs in a browser: e2e/embedding.e2e.ts.
test('docs/embedding.md lists an origin by the commands that it shows', async () => {
  const server = await startTestServer('sqlite');
  const script = fencesIn(page, 'sh')
    .map(({ text }) => text)
    .join('')
    .replaceAll('http://localhost:3000', server.siteAddress.slice(0, -1));
  const child = spawn('sh', ['-e', '-c', script], {
    cwd: newFolder(),
    env: {
      PATH: process.env.PATH ?? '',
      ADMIN_EMAIL: testAdministrator.email,
      ADMIN_PASSWORD: testAdministrator.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  expect(printed).toContain('"embeddingOrigins":["http://localhost:3535"]');
});
