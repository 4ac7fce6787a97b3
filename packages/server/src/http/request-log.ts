import type { Logger } from 'pino';
import type { Server } from './server.ts';

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
        path: request.url.split('?', 1)[0]?.slice(0, 200),
        status: reply.statusCode,
        address: request.ip,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    );
  });
}
