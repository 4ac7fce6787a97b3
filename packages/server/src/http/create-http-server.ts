import { createServer, type RequestListener, type Server } from 'node:http';
import type { Logger } from 'pino';
import { makeRoomForConnections } from './make-room.ts';
import { oneRequestAtATime } from './one-request-at-a-time.ts';

/** Milliseconds in which the headers of a request must arrive. */
const headersTimeout = 15_000;
/** Milliseconds without a byte after which a connection ends; every response starts within this time. */
const connectionTimeout = 120_000;
/** Milliseconds that a connection stays open for the next request. */
const keepAliveTimeout = 72_000;

export interface HttpLimits {
  /** Milliseconds in which a whole request must arrive. */
  readonly requestTimeout: number;
  /** Open connections. */
  readonly maxConnections: number;
}

/** Creates the HTTP server, with limits on what a connection can cost. */
export function createHttpServer(
  listener: RequestListener,
  { requestTimeout, maxConnections }: HttpLimits,
  log: Pick<Logger, 'warn'>,
  now: () => number,
): Server {
  const options = {
    // A token of 8 KiB or more can be part of the address. Our code must refuse it, not the parser.
    maxHeaderSize: 64 * 1024,
    headersTimeout: Math.min(headersTimeout, requestTimeout),
    connectionsCheckingInterval: Math.min(5_000, requestTimeout / 2),
    requestTimeout,
    keepAliveTimeout,
  };
  const server = createServer(options, oneRequestAtATime(listener));
  server.setTimeout(connectionTimeout);
  makeRoomForConnections(server, maxConnections, log, now);
  // If each of them waits for its response, more are refused; 4,096 is the smallest usual limit of open files.
  server.maxConnections = maxConnections + 100;
  return server;
}
