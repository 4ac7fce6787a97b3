import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { oneRequestAtATime } from './one-request-at-a-time.ts';

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

async function connectTo(listener: RequestListener): Promise<Socket> {
  const server = createServer(oneRequestAtATime(listener));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

test('closes a connection that sends many requests at once, and starts only the first', async () => {
  const started: ServerResponse[] = [];
  const socket = await connectTo((_request, response) => void started.push(response));
  socket.resume();
  socket.write(get.repeat(1_000));
  await once(socket, 'close');
  expect(started).toHaveLength(1);
});

test('closes a connection that asks again before it has read a response', async () => {
  let started = 0;
  const socket = await connectTo((_request, response) => {
    started += 1;
    response.end(Buffer.alloc(20_000_000));
  });
  socket.pause();
  socket.write(get);
  await expect.poll(() => started).toBe(1);
  socket.write(get);
  socket.resume();
  await once(socket, 'close');
  expect(started).toBe(1);
});

test('serves one request after the other on the same connection', async () => {
  const socket = await connectTo((_request, response) => void response.end('ok'));
  for (let count = 0; count < 50; count += 1) {
    socket.write(get);
    await once(socket, 'data');
  }
  expect(socket.destroyed).toBe(false);
});
