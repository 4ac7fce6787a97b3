import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { makeRoomForConnections } from './make-room.ts';

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

async function limitedTo(limit: number) {
  const warnings: string[] = [];
  const clock = { now: 0 };
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => void waiting.push(response));
  const log = { warn: (text: string) => void warnings.push(text) };
  makeRoomForConnections(server, limit, log as never, () => clock.now);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  /** Opens a connection, and waits until the server has it. */
  async function open(localAddress = '127.0.0.1', text = ''): Promise<Socket> {
    const arrived = once(server, text === get ? 'request' : 'connection');
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.resume();
    if (text !== '') socket.write(text);
    await arrived;
    return socket;
  }

  return { open, waiting, warnings, clock };
}

const isClosed = (socket: Socket) => expect.poll(() => socket.closed).toBe(true);

test('the connection that has been idle for longest is closed', async () => {
  const { open, waiting } = await limitedTo(3);
  const first = await open('127.0.0.1', get);
  const second = await open();
  const third = await open();
  waiting.pop()?.end('ok');
  await once(first, 'data');
  const fourth = await open();
  await isClosed(second);
  const fifth = await open();
  await isClosed(third);
  await open();
  await isClosed(first);
  expect([fourth.closed, fifth.closed]).toEqual([false, false]);
});

test('the network with the most connections loses one', async () => {
  const { open } = await limitedTo(4);
  const oldest = await open('127.0.0.2');
  const flood = [await open(), await open(), await open(), await open()];
  await isClosed(flood[0] as Socket);
  const other = await open('127.0.0.3');
  await isClosed(flood[1] as Socket);
  expect([oldest.closed, other.closed]).toEqual([false, false]);
});

test('a connection that waits for its response stays open', async () => {
  const { open, waiting } = await limitedTo(2);
  const [first, second] = [await open('127.0.0.1', get), await open('127.0.0.1', get)];
  // There is no other one to close.
  await isClosed(await open());
  for (const response of waiting) response.end('ok');
  await Promise.all([once(first, 'data'), once(second, 'data')]);
});

test('a request that never arrives completely does not keep its connection open', async () => {
  const { open } = await limitedTo(1);
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n';
  const slow = await open('127.0.0.1', `${head}abc`);
  await open();
  await isClosed(slow);
});

test.each([
  ['a response', 'end'],
  ['a part of a response', 'write'],
] as const)(
  '%s that its client does not read does not keep its connection open',
  async (_what, send) => {
    const { open, waiting } = await limitedTo(1);
    const slow = await open('127.0.0.1', get);
    slow.pause();
    waiting.pop()?.[send](Buffer.alloc(20_000_000));
    await open();
    slow.resume();
    await isClosed(slow);
  },
);

test('a warning is logged once a minute', async () => {
  const { open, warnings, clock } = await limitedTo(1);
  for (let count = 0; count < 5; count += 1) await open();
  expect(warnings).toHaveLength(1);
  clock.now += 60_000;
  await open();
  expect(warnings).toHaveLength(2);
});
