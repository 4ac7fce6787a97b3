import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import type { Server } from '../http/server.ts';
import { newFolder } from '../testing/test-database.ts';
import { registerDownloadRoutes } from './routes.ts';

test('the package is read once, however often it is downloaded', async () => {
  const folder = pathToFileURL(`${newFolder()}/`);
  const server: Server = fastify();
  onTestFinished(() => server.close());
  registerDownloadRoutes(server, folder);
  const get = (url: string) => server.inject({ url });
  expect((await get('/downloads/authentication-app.tgz')).statusCode).not.toBe(302);

  // A failure is not remembered: the package may be built while the server runs.
  const tarball = new URL('dist/authentication-app.tgz', folder);
  mkdirSync(new URL('dist/', folder));
  writeFileSync(new URL('package.json', folder), '{"version":"1.2.3"}');
  writeFileSync(tarball, 'content');
  const { location } = (await get('/downloads/authentication-app.tgz')).headers;
  expect(location).toMatch(/^authentication-app-1\.2\.3-[0-9a-f]{8}\.tgz$/);
  rmSync(tarball);
  expect((await get(`/downloads/${location}`)).body).toBe('content');
  expect((await get('/downloads/authentication-app.tgz')).headers.location).toBe(location);
});
