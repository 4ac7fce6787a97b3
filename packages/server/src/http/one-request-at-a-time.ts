import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closes a connection that sends a request before the response to its last one was sent (HTTP
 * pipelining, RFC 9112 §9.3.2). No browser, proxy or client library does that, and Node would start all
 * requests of a packet at once: 64 KB can contain a thousand.
 */
export function oneRequestAtATime(listener: RequestListener): RequestListener {
  const last = new WeakMap<Socket, ServerResponse>();
  return (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const before = last.get(socket);
    if (before !== undefined && !isSent(before, socket)) {
      socket.destroy();
      return;
    }
    last.set(socket, response);
    listener(request, response);
  };
}

/** Whether the operating system has all of a response. */
function isSent(response: ServerResponse, { writableLength }: Socket): boolean {
  return response.writableFinished || (response.writableEnded && writableLength === 0);
}
