import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AuthenticationAppError, readSignInRequest } from './index.ts';

/** A link with two values for one parameter, as an attacker may have changed it. */
const tampered = '/login?return_to=/a&return_to=/b';
const sentence = 'The parameter return_to must be there once, as text.';

describe('a tampered link is a bad request', () => {
  test('in Express', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const app = express().get('/login', (req, res) => res.json(readSignInRequest(req.query)));
    const server = createServer(app);
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}${tampered}`)).status).toBe(400);
  });

  test('in Fastify', async () => {
    const app = fastify();
    app.get('/login', async (request) => readSignInRequest(request.query));
    const answer = await app.inject(tampered);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { code: 'parameter_invalid', message: sentence },
    ]);
  });

  test('in Hono', async () => {
    const app = new Hono().get('/login', (c) => c.json(readSignInRequest(c.req.url)));
    const answer = await app.request(tampered);
    expect([answer.status, await answer.text()]).toEqual([400, sentence]);
  });

  test('if an app sends the error as a response', async () => {
    const response = new AuthenticationAppError('parameter_invalid', sentence).getResponse();
    expect([response.status, await response.text()]).toEqual([400, sentence]);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});
