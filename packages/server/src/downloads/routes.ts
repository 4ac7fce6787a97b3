import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { DashboardError } from '../dashboard-error.ts';
import type { Server } from '../http/server.ts';

const builtPackage = new URL('../../../authentication-app/', import.meta.url);

interface Download {
  /** Contains the version and the hash of the content, so it never gets another content. */
  readonly file: string;
  readonly content: Buffer;
}

/**
 * The package for authentication apps, of this server's own version. It is built with the web app.
 *
 * - `GET /downloads/authentication-app.tgz` redirects to the current file;
 * - `GET /downloads/authentication-app-<version>-<hash>.tgz` sends it, and responds with 410 for the
 *   file of another version: npm locks the hash of what it installs, so one address must never change
 *   its content.
 *
 * @param folder of the package
 */
export function registerDownloadRoutes(server: Server, folder = builtPackage): void {
  let download: Promise<Download> | null = null;

  /**
   * Reads and hashes the package once. A failure is not cached, because it may be built meanwhile.
   */
  function currentDownload(): Promise<Download> {
    download ??= readDownload(folder).catch((error) => {
      download = null;
      throw error;
    });
    return download;
  }

  server.get(
    '/downloads/authentication-app.tgz',
    { config: { access: 'public' }, schema: { hide: true } },
    async (_request, reply) => {
      const { file } = await currentDownload();
      return reply.header('cache-control', 'no-store').redirect(file, 302);
    },
  );

  server.get(
    '/downloads/:file',
    {
      config: { access: 'public' },
      schema: { hide: true, params: Type.Object({ file: Type.String() }) },
    },
    async (request, reply) => {
      const { file, content } = await currentDownload();
      if (request.params.file === file) {
        return reply
          .header('cache-control', 'public, max-age=31536000, immutable')
          .type('application/gzip')
          .send(content);
      }
      if (!/^authentication-app-\d+\.\d+\.\d+-[0-9a-f]{8}\.tgz$/.test(request.params.file)) {
        throw new DashboardError('not_found', 'Not found.');
      }
      const message =
        'Dashboard was upgraded and offers another version of this package. Download /downloads/authentication-app.tgz, keep the file with your app, and install from it.';
      // npm prints this header, but not the body.
      reply.header('npm-notice', message);
      throw new DashboardError('download_replaced', message);
    },
  );
}

async function readDownload(folder: URL): Promise<Download> {
  try {
    const content = await readFile(new URL('dist/authentication-app.tgz', folder));
    const { version } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
    return { file: `authentication-app-${version}-${hash}.tgz`, content };
  } catch (cause) {
    throw new DashboardError('not_found', 'This server was started without building the package.', {
      cause,
    });
  }
}
