import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startServer } from '../src/start-server.ts';
import { startServerProcess } from '../src/testing/server-process.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { newFolder } from '../src/testing/test-database.ts';
import { startTestServer, testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(process.platform === 'win32')('files of the data directory', () => {
  /** The files that other users of this machine could read. */
  const readable = (folder: string) =>
    readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);

  test('are readable by the owner only, in an existing directory that is open to all', async () => {
    const dataDir = join(newFolder(), 'data');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o755);
    const environment = await testEnvironment('sqlite', { DASHBOARD_DATA_DIR: dataDir });
    const server = await startServerProcess(environment);
    const signedIn = await newBrowser(server.siteAddress).send('POST', 'api/session', {
      email: environment.DASHBOARD_ADMIN_EMAIL,
      password: environment.DASHBOARD_ADMIN_PASSWORD,
    });
    expect(signedIn.status).toBe(200);
    expect(readdirSync(dataDir)).toEqual(
      expect.arrayContaining(['dashboard.sqlite', 'dashboard.sqlite-wal', 'dashboard.sqlite-shm']),
    );
    expect(readable(dataDir)).toEqual([]);
  });

  test('are in a directory that only the owner can open, if the server creates it', async () => {
    const dataDir = join(newFolder(), 'data');
    await startTestServer('sqlite', { DASHBOARD_DATA_DIR: dataDir });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  test('that an older version left open to all are restricted at the start', async () => {
    const first = await startTestServer('sqlite');
    await first.stop();
    const databases = readdirSync(first.dataDir).filter((name) => name.endsWith('.sqlite'));
    expect(databases.length).toBe(2);
    for (const name of databases) chmodSync(join(first.dataDir, name), 0o644);
    const running = await startServer(readConfig({ ...first.environment, PORT: '0' }));
    onTestFinished(() => running.stop());
    expect(readable(first.dataDir).filter((name) => name.includes('.sqlite'))).toEqual([]);
  });
});
