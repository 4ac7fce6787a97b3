import { expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startServer } from '../src/start-server.ts';
import { sendRaw } from '../src/testing/send-raw.ts';
import { startServerProcess } from '../src/testing/server-process.ts';
import { testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

test('a request whose body never arrives ends with 408', async () => {
  const config = readConfig(await testEnvironment('sqlite'));
  const running = await startServer(config, { requestTimeout: 300 });
  onTestFinished(() => running.stop());
  const head = 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const answer = await sendRaw(config.site.address, `${head}Content-Length: 2000\r\n\r\n{`);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test('one warning says that a proxy is not trusted', async () => {
  const environment = await testEnvironment('sqlite', {
    DASHBOARD_TRUST_PROXY: 'false',
    DASHBOARD_LOG_LEVEL: 'warn',
  });
  const server = await startServerProcess(environment);
  const warnings = () => server.printed().split('DASHBOARD_TRUST_PROXY').length - 1;
  await fetch(`${server.siteAddress}api/health`);
  expect(warnings()).toBe(0);
  for (let count = 0; count < 3; count += 1)
    await fetch(`${server.siteAddress}api/health`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
  await expect.poll(warnings).toBe(1);
});
