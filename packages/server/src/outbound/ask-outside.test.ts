import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { askOutside } from './ask-outside.ts';

const hello: RequestListener = (_request, response) => response.end('hello');

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server on this machine that counts requests, and a name that resolves to the given addresses. */
async function serve(listener: RequestListener = hello) {
  const server = createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  return { url: `http://app.test:${port}/`, connections: () => connections };
}

const leadingTo = (...addresses: readonly string[]) => ({
  timeout: 5_000,
  lookup: async (): Promise<LookupAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
});

test.each([
  ['a metadata service', ['169.254.169.254'], /reserved or link-local/],
  ['a metadata service among others', ['127.0.0.1', '169.254.169.254'], /reserved or link-local/],
  ['a mapped form of one', ['::ffff:a9fe:a9fe'], /reserved or link-local/],
  ['an unspecified address', ['0.0.0.0'], /reserved or link-local/],
  ['another machine, by plain http', ['10.0.0.1'], /only allowed for this machine/],
  [
    'this machine and another, by plain http',
    ['127.0.0.1', '10.0.0.1'],
    /only allowed for this machine/,
  ],
  ['nothing', [], /no IP address/],
])('C4 sends no request if a host name resolves to %s', async (_what, addresses, why) => {
  const { url, connections } = await serve();
  await expect(askOutside(url, {}, leadingTo(...addresses))).rejects.toThrow(why);
  expect(connections()).toBe(0);
});

test('C4 sends no request by another protocol', async () => {
  await expect(askOutside('ftp://app.test/', {}, leadingTo('127.0.0.1'))).rejects.toThrow(/https/);
});

test('C4 connects to the checked address if the name resolves to another one a moment later', async () => {
  const { url, connections } = await serve();
  const answers = [['127.0.0.1'], ['169.254.169.254']];
  const lookup = async () => leadingTo(...(answers.shift() ?? [])).lookup();
  const answer = await askOutside(url, {}, { timeout: 5_000, lookup });
  expect(await answer.text()).toBe('hello');
  expect([connections(), answers.length]).toEqual([1, 1]);
});

test('an address that doesn’t respond does not stop the attempt with the next one', async () => {
  const { url } = await serve();
  const answer = await askOutside(url, {}, leadingTo('::1', '127.0.0.1'));
  expect(answer.status).toBe(200);
});

test('C4 follows no redirect', async () => {
  const { url, connections } = await serve((_request, response) =>
    response.writeHead(302, { location: '/there' }).end(),
  );
  expect((await askOutside(url, {}, leadingTo('127.0.0.1'))).status).toBe(302);
  expect(connections()).toBe(1);
});

test('C4 stops waiting for a name that isn’t resolved in time', async () => {
  const lookup = () => new Promise<never>(() => undefined);
  await expect(askOutside('https://app.test/', {}, { timeout: 50, lookup })).rejects.toThrow(
    /No response/,
  );
});

test.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  [
    'answers without end',
    (_request, response) => {
      response.write('a');
      setInterval(() => response.write('a'), 10).unref();
    },
  ],
])('C4 stops waiting for a server that %s', async (_what, listener) => {
  const { url } = await serve(listener);
  const impatient = { ...leadingTo('127.0.0.1'), timeout: 200 };
  await expect(askOutside(url, {}, impatient)).rejects.toThrow(/No response/);
});

test('C4 fails at once if a server speaks another protocol', async () => {
  const server = createServer();
  server.on('connection', (socket) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
  });
  const url = `http://app.test:${await listen(server)}/`;
  await expect(askOutside(url, {}, leadingTo('127.0.0.1'))).rejects.toThrow(/another protocol/);
});

test('C4 reads no more than 1 MiB', async () => {
  const { url } = await serve((_request, response) => response.end('a'.repeat(1024 * 1024 + 1)));
  await expect(askOutside(url, {}, leadingTo('127.0.0.1'))).rejects.toThrow(/1 MiB/);
});
