import { expect, test, vi } from 'vitest';
import { signInAsAdministrator } from '../src/testing/administrator.ts';
import { startServerProcess } from '../src/testing/server-process.ts';
import { startTestServer, testEnvironment } from '../src/testing/test-server.ts';

// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const json = { 'content-type': 'application/json' };
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

async function post(siteAddress: string, path: string, body: string) {
  const answer = await fetch(new URL(path, siteAddress), { method: 'POST', headers: json, body });
  return { status: answer.status, text: await answer.text() };
}

test('JSON nested deeper than 32 is refused on every route, before it is parsed', async () => {
  const server = await startTestServer('sqlite');
  const admin = await signInAsAdministrator(server);
  for (const path of ['api/session', 'api/setup', 'api/session/jwt']) {
    const { status, text } = await post(server.siteAddress, path, nested(33));
    expect([status, JSON.parse(text).error.code], path).toEqual([400, 'body_malformed']);
    expect((await post(server.siteAddress, path, nested(32))).status, path).toBe(422);
  }
  const deep = { message: 'The body is nested more than 32 levels deep.' };
  const value = JSON.parse(nested(40));
  for (const [method, path] of [
    ['POST', 'api/groups'],
    ['PATCH', 'api/settings/general'],
    ['POST', 'api/settings/jwt/check'],
  ] as const) {
    const answer = await admin.send(method, path, value);
    expect((await answer.json()).error, path).toMatchObject(deep);
  }
});

test('NUL is found and named wherever it is in a body or a query', async () => {
  const server = await startTestServer('sqlite');
  const admin = await signInAsAdministrator(server);
  const named = async (body: unknown) =>
    (await (await admin.send('PATCH', 'api/settings/general', body)).json()).error.fields;
  const fault = 'This can’t contain the character NUL.';
  expect(await named({ siteName: 'a\0b' })).toEqual({ siteName: fault });
  expect(await named({ embeddingOrigins: ['https://a.test', 'x\0'] })).toEqual({
    'embeddingOrigins.1': fault,
  });
  expect(await named({ 'a\0b': 1 })).toEqual({ 'a�b': fault });
  expect(await named('a\0b')).toEqual({ body: fault });
  const escaped = await admin.send('PATCH', 'api/settings/general', { siteName: 'a\\u0000b' });
  expect(escaped.status).toBe(200);
  const query = await (await admin.get('api/accounts?query=a%00b')).json();
  expect(query.error.fields).toEqual({ query: fault });
});

test('at most 20 errors of a body are listed', async () => {
  const server = await startTestServer('sqlite');
  const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]));
  const { status, text } = await post(server.siteAddress, 'api/session', JSON.stringify(unknown));
  expect(status).toBe(422);
  expect(Object.keys(JSON.parse(text).error.fields)).toHaveLength(20);
  const tooMany = await post(server.siteAddress, 'api/session', `[${'1,'.repeat(1_001)}1]`);
  expect(JSON.parse(tooMany.text).error.message).toBe('The body has too many values.');
});

test('a password of commas is a password, not a thousand values', async () => {
  const server = await startTestServer('sqlite');
  const body = { email: 'someone@example.com', password: ','.repeat(1_000) };
  const { text } = await post(server.siteAddress, 'api/session', JSON.stringify(body));
  expect(JSON.parse(text).error.code).toBe('invalid_credentials');
  const quoted = { ...body, password: '",\\'.repeat(340) };
  const second = await post(server.siteAddress, 'api/session', JSON.stringify(quoted));
  expect(JSON.parse(second.text).error.code).toBe('invalid_credentials');
});

test('a small heap survives deep JSON', { timeout: 120_000 }, async () => {
  const environment = await testEnvironment('sqlite');
  const server = await startServerProcess(environment, ['--max-old-space-size=256']);
  // The engine's stack allows deep recursion only in code that is compiled already.
  const attacks = [[1_500, 80] as const, ...Array<readonly [number, number]>(3).fill([6_500, 18])];
  for (const [depth, count] of attacks) {
    const body = `{"email":[${Array(count).fill(nested(depth))}],"password":1}`;
    await post(server.siteAddress, 'api/session', body).catch(() => null);
    // The same at the size limit of a public route.
    const small = `{"email":[${Array(Math.floor(count / 4)).fill(nested(depth))}],"password":1}`;
    expect((await post(server.siteAddress, 'api/session', small)).status).toBe(400);
  }
  expect(server.isRunning()).toBe(true);
  expect(server.printed()).not.toMatch(/heap|stack/i);
});
