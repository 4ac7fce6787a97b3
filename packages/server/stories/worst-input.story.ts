import { Agent, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type ServerProcess, startServerProcess } from '../src/testing/server-process.ts';
import { startTestServer, testEnvironment } from '../src/testing/test-server.ts';
import { type WorstInput, worstInputs } from './worst-inputs.ts';

const atOnce = 20;
/** Tokens that only the authentication app can sign, in the largest size. */
const signedAtOnce = 5;
const maxDelayMs = 100;
/** The machine does other work too: an input is too slow only if it is so every time. */
const rounds = 24;
/** The proxy's own addresses; the last other address of `X-Forwarded-For` is the client's. */
const trustedProxies = '127.0.0.0/8,::1/128';

test('the list of worst inputs names every route that a stranger reaches', async () => {
  const server = await startTestServer('sqlite');
  const reachable = server.routes
    .filter((route) => /^(?:public|page) (?!HEAD )/.test(route))
    .map((route) => route.replace(/^\S+ /, ''));
  expect(Object.keys(worstInputs).sort()).toEqual(reachable.sort());
});

let networks = 0;

/** A client with its own network, so that no limit spares the server any work. */
function send(
  { siteAddress }: ServerProcess,
  agent: Agent,
  method: string,
  { path, headers = {}, body }: WorstInput,
): Promise<number> {
  networks += 1;
  const address = `198.${18 + (networks >> 16)}.${(networks >> 8) & 255}.${networks & 255}`;
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(siteAddress),
      {
        agent,
        method,
        path,
        maxHeaderSize: 256 * 1024,
        headers: { 'x-forwarded-for': address, ...headers },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    // A body that is too large is refused before all of it was sent.
    sent.once('error', (error) =>
      'code' in error && ['EPIPE', 'ECONNRESET'].includes(String(error.code))
        ? resolve(413)
        : reject(error),
    );
    sent.end(body);
  });
}

async function shortestOfRounds(
  server: ServerProcess,
  agent: Agent,
  method: string,
  input: WorstInput,
): Promise<{ readonly delayMs: number; readonly statuses: readonly number[] }> {
  let best = Number.POSITIVE_INFINITY;
  let statuses: readonly number[] = [];
  for (let round = 0; round < rounds && best > maxDelayMs; round += 1) {
    const delayMs = await server.longestDelay(async () => {
      statuses = await Promise.all(
        Array.from({ length: input.renew === undefined ? atOnce : signedAtOnce }, () =>
          send(server, agent, method, input.renew?.() ?? input),
        ),
      );
    });
    best = Math.min(best, delayMs);
  }
  return { delayMs: best, statuses };
}

test('no input of a stranger blocks the server', { timeout: 600_000 }, async () => {
  const environment = await testEnvironment('sqlite', {
    DASHBOARD_TRUST_PROXY: trustedProxies,
    DASHBOARD_JWT_GROUP_SYNC: 'true',
    DASHBOARD_JWT_GROUP_MAPPINGS: '{"engineers":["Engineers"]}',
  });
  const server = await startServerProcess(environment);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  onTestFinished(() => agent.destroy());
  const slow: string[] = [];
  for (const [route, inputs] of Object.entries(worstInputs)) {
    const [method = ''] = route.split(' ');
    for (const input of inputs) {
      const { delayMs, statuses } = await shortestOfRounds(server, agent, method, input);
      const name = `${route}, ${input.name}`;
      if (delayMs > maxDelayMs) slow.push(`${name}: blocked for ${Math.round(delayMs)} ms`);
      if (statuses.some((status) => status >= 500))
        slow.push(`${name}: answered ${[...new Set(statuses)]}`);
    }
  }
  expect(slow).toEqual([]);
  expect(server.isRunning()).toBe(true);
});
