import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { networkOf } from '../network.ts';

/** The interval between two warnings that connections were closed, in milliseconds. */
const warnEvery = 60_000;

interface Connection {
  readonly socket: Socket;
  /** The last request on it, whose response may be in progress. */
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse } | null;
}

/** The connections of one network, the one that has been idle for longest first. */
type Network = Map<Socket, Connection>;

/**
 * Limits the open connections without refusing clients. At the limit a new connection is accepted,
 * and another one closed: of the network with the most connections, the one that has been idle for
 * longest. A connection is never closed while the server works on its response. Networks are those of the connections themselves: behind a proxy there is only the
 * proxy's, and its least recently used connection is closed.
 *
 * @param limit of open connections
 */
export function makeRoomForConnections(
  server: Server,
  limit: number,
  log: Pick<Logger, 'warn'>,
  now: () => number,
): void {
  const networks = new Map<string, Network>();
  let open = 0;
  let warnedAt = Number.NEGATIVE_INFINITY;

  function makeRoom(): void {
    let chosen: { readonly name: string; readonly size: number; readonly socket: Socket } | null =
      null;
    for (const [name, network] of networks) {
      if (chosen !== null && network.size <= chosen.size) continue;
      const idle = network.values().find(isIdle);
      if (idle !== undefined) chosen = { name, size: network.size, socket: idle.socket };
    }
    if (chosen === null) return;
    forget(chosen.name, chosen.socket);
    chosen.socket.destroy();
  }

  function forget(name: string, socket: Socket): void {
    const network = networks.get(name);
    if (network?.delete(socket) !== true) return;
    open -= 1;
    if (network.size === 0) networks.delete(name);
  }

  function warn(): void {
    if (now() - warnedAt < warnEvery) return;
    warnedAt = now();
    log.warn(
      `The limit of ${limit} open connections is reached. Idle connections are closed to make room for new ones.`,
    );
  }

  server.on('connection', (socket: Socket) => {
    const name = networkOf(socket.remoteAddress ?? '');
    const network: Network = networks.get(name) ?? new Map();
    networks.set(name, network.set(socket, { socket, exchange: null }));
    open += 1;
    socket.once('close', () => forget(name, socket));
    if (open <= limit) return;
    warn();
    makeRoom();
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const network = networks.get(networkOf(socket.remoteAddress ?? ''));
    const connection = network?.get(socket);
    if (network === undefined || connection === undefined) return;
    connection.exchange = { request, response };
    const markUsed = () => {
      if (network.delete(socket)) network.set(socket, connection);
    };
    markUsed();
    response.once('close', markUsed);
  });
}

/**
 * Whether the connection waits for its client. A client can be as slow as it likes at sending a request
 * and at reading a response, so neither keeps its connection open.
 */
function isIdle({ socket, exchange }: Connection): boolean {
  if (exchange === null || !exchange.request.complete) return true;
  return exchange.response.closed || exchange.response.writableEnded || socket.writableLength > 0;
}
