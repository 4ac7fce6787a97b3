import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DashboardError } from '../dashboard-error.ts';
import type { Server } from '../http/server.ts';

const tarball = new URL('../../../authentication-app/dist/authentication-app.tgz', import.meta.url);

/**
 * `GET /downloads/authentication-app.tgz`: the package for authentication apps, of this server's own
 * version, for `npm install`. It is built with the web app.
 */
export function registerDownloadRoutes(server: Server): void {
  server.get(
    '/downloads/authentication-app.tgz',
    { config: { access: 'public' }, schema: { hide: true } },
    async (request, reply) => {
      const content = await readTarball();
      const etag = `"${createHash('sha256').update(content).digest('hex')}"`;
      reply.header('etag', etag).header('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type('application/gzip').send(content);
    },
  );
}

async function readTarball(): Promise<Buffer> {
  try {
    return await readFile(tarball);
  } catch (cause) {
    throw new DashboardError('not_found', 'This server was started without building it.', {
      cause,
    });
  }
}
