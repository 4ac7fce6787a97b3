import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startServer } from '../src/start-server.ts';
import { sendRaw } from '../src/testing/send-raw.ts';
import { startServerProcess } from '../src/testing/server-process.ts';
import { startTestServer, testEnvironment } from '../src/testing/test-server.ts';

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

/** The properties of Node's own HTTP server while it handles a request to this site. */
async function httpServerOf(siteAddress: string): Promise<Server> {
  const started = 'http.server.request.start';
  let found: Server | null = null;
  const look = (message: unknown) => {
    const { server, request } = message as { server: Server; request: { url: string } };
    if (request.url === '/api/health?mine') found = server;
  };
  subscribe(started, look);
  await fetch(`${siteAddress}api/health?mine`);
  unsubscribe(started, look);
  if (found === null) throw new TypeError('the request reached no server of this process');
  return found;
}

test('a server has its time limits and its limit of connections by default', async () => {
  const { siteAddress } = await startTestServer('sqlite');
  expect(await httpServerOf(siteAddress)).toMatchObject({
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    timeout: 120_000,
    keepAliveTimeout: 72_000,
    maxConnections: 3_600,
    connectionsCheckingInterval: 5_000,
  });
});

/** Sends a request on a separate connection. @returns the status */
function statusOf(siteAddress: string, localAddress: string, agent?: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: new URL(siteAddress).port, path: '/api/health' };
    const sent = request({ ...options, localAddress, agent: agent ?? false }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.end();
  });
}

test('silent connections lock no client out, from the same address or another', async () => {
  const config = readConfig(await testEnvironment('sqlite'));
  const running = await startServer(config, { maxConnections: 20 });
  onTestFinished(() => running.stop());
  const { address, origin } = config.site;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  expect(await statusOf(address, '127.0.0.3', agent)).toBe(200);
  const sockets = Array.from({ length: 200 }, () =>
    connect({ host: '127.0.0.1', port: Number(new URL(origin).port), localAddress: '127.0.0.2' }),
  );
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  expect(await statusOf(address, '127.0.0.4')).toBe(200);
  expect(await statusOf(address, '127.0.0.2')).toBe(200);
  // A person's own idle connection is not closed.
  const [kept] = Object.values(agent.freeSockets).flat();
  expect(kept?.destroyed).toBe(false);
  expect(await statusOf(address, '127.0.0.3', agent)).toBe(200);
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

test('a connection that sends a thousand requests at once is closed before the first response', async () => {
  const { siteAddress } = await startTestServer('sqlite');
  const sent = 'GET /auth/login HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000);
  // Closing with unread requests resets the connection.
  const response = await sendRaw(siteAddress, sent).catch(() => '');
  expect(response.split('HTTP/1.1 ').length - 1).toBeLessThanOrEqual(1);
  expect(await statusOf(siteAddress, '127.0.0.1')).toBe(200);
});
