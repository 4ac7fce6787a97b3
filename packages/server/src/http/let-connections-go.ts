import type { Server } from './server.ts';

/**
 * A connection that is kept alive after its last answer would hold up a stop until it times out: from
 * the moment the stop begins, every answer says that it is the last (RFC 9112 §9.6).
 */
export function letConnectionsGo(server: Server): void {
  let isStopping = false;
  server.addHook('preClose', async () => {
    isStopping = true;
  });
  server.addHook('onSend', async (_request, reply, payload) => {
    if (isStopping) reply.header('connection', 'close');
    return payload;
  });
}
