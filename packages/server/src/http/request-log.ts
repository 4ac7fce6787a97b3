import type { Logger } from 'pino';
import type { Server } from './server.ts';

/** A JSON Web Token, or the beginning of one: `{"` in base64url, or three parts with dots between. */
const token = /eyJ[\w-]*(?:\.[\w-]*)*|[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;

/** A path as the log can contain it: a caller may have put a token there by mistake (F10). */
export function withoutTokens(path: string): string {
  return path.slice(0, 1_000).replaceAll(token, '(token)');
}

/**
 * One line for each response, with the path and never the query, which can contain tokens. Reads
 * are logged at `debug`, changes and failures at `info`.
 */
export function logRequests(server: Server, log: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const isQuiet = request.method === 'GET' && reply.statusCode < 400;
    const level = isQuiet ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return;
    log[level](
      {
        method: request.method,
        path: withoutTokens(request.url.split('?', 1)[0] ?? '').slice(0, 200),
        status: reply.statusCode,
        address: request.ip,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    );
  });
}
