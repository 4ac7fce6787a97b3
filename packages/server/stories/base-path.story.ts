import { expect, test } from 'vitest';
import { answerPath, makeToken } from '../src/testing/make-token.ts';
import { newBrowser } from '../src/testing/test-browser.ts';
import { startTestServer } from '../src/testing/test-server.ts';

test('F10 an address without the base path, or without its slash, redirects to the page under it', async () => {
  const server = await startTestServer('sqlite', {
    DASHBOARD_SITE_URL: 'https://bi.example.com/bi',
  });
  const browser = newBrowser(`http://localhost:${server.environment.PORT}/`);
  const redirects = {
    bi: '/bi/',
    'bi?x=1': '/bi/?x=1',
    '': '/bi/',
    'question/1-superb-question?a=b': '/bi/question/1-superb-question?a=b',
    'docs/errors': '/bi/docs/errors',
    binary: '/bi/binary',
  };
  for (const [from, to] of Object.entries(redirects)) {
    const answer = await browser.get(`/${from}`);
    expect([from, answer.status, answer.headers.get('location')]).toEqual([from, 302, to]);
  }
  const nothing = [
    'api/health',
    'api/nothing',
    'auth/sso?jwt=x',
    'auth/login',
    'assets/x.js',
    '/evil.example',
    '%5cevil.example',
    'API/health',
  ];
  for (const path of nothing) {
    const answer = await browser.get(`http://localhost:${server.environment.PORT}/${path}`);
    const location = answer.headers.get('location');
    expect([path, location === null || location.startsWith('/bi/')]).toEqual([path, true]);
    if (!path.includes('evil')) expect([path, answer.status]).toEqual([path, 404]);
  }
  const program = await browser.get('/question/1', { accept: 'application/json' });
  expect(program.status).toBe(404);
});

test('F1 a return_to without the base path leads to the page under it, and the log says so', async () => {
  const server = await startTestServer('sqlite', {
    DASHBOARD_SITE_URL: 'https://bi.example.com/bi',
  });
  const browser = newBrowser(`http://localhost:${server.environment.PORT}/bi/`);
  const path = answerPath(await makeToken(server.clock), { return_to: '/question/1?a=b' });
  const response = await browser.get(path);
  expect([response.status, response.headers.get('location')]).toEqual([302, '/bi/question/1?a=b']);
  const [row] = await server.database.read.selectFrom('sign_ins').select('detail').execute();
  expect(row?.detail).toBe('The “return_to” had no base path, so it was added.');
});
