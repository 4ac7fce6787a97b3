import type { Server } from './server.ts';

/**
 * A connection that is kept alive after its last response would delay a shutdown until it times
 * out. From the start of the shutdown, every response closes its connection (RFC 9112 §9.6).
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
