import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nodeListener } from './index.ts';

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
}

const echo = nodeListener(async (request) =>
  Response.json(
    {
      method: request.method,
      authorization: request.headers.get('authorization'),
      body: await request.text(),
    },
    { status: 201, headers: { 'x-own': 'yes' } },
  ),
);

const broken = nodeListener(() => Promise.reject(new Error('broken')));

describe('a function on Request and Response', () => {
  test.each<[string, () => RequestListener]>([
    ['node:http', () => (request, response) => void echo(request, response)],
    ['Express', () => express().post('/token', echo)],
    [
      'Express that has read the form',
      () => express().use(express.urlencoded()).post('/token', echo),
    ],
    [
      'Express that has read the text',
      () =>
        express()
          .use(express.text({ type: '*/*' }))
          .post('/token', echo),
    ],
  ])('answers under %s', async (_name, listener) => {
    const response = await fetch(await listen(listener()), {
      method: 'POST',
      body: new URLSearchParams({ code: 'a b&c', redirect_uri: 'http://x/ü' }),
      headers: { authorization: 'Basic abc' },
    });
    expect([response.status, response.headers.get('x-own')]).toEqual([201, 'yes']);
    expect(await response.json()).toEqual({
      method: 'POST',
      authorization: 'Basic abc',
      body: 'code=a+b%26c&redirect_uri=http%3A%2F%2Fx%2F%C3%BC',
    });
  });

  test('that fails is a 500, and does not end the process', async () => {
    const address = await listen((request, response) => void broken(request, response));
    expect((await fetch(address)).status).toBe(500);
  });

  test('that fails under Express reaches its error handler', async () => {
    const app = express().get('/token', broken);
    app.use((error: Error, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(418).send(error.message);
    });
    const response = await fetch(await listen(app));
    expect([response.status, await response.text()]).toEqual([418, 'broken']);
  });
});
