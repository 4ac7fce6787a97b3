import { type LookupAddress, lookup as lookUpName } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { hostOf, isForbiddenAddress, isLoopbackAddress } from './outside-address.ts';

export interface OutsideRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The dependencies of a request; a test can replace them. */
export interface OutsideWorld {
  /** Every address of a name. */
  readonly lookup: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** For the whole request, including name resolution and response, in milliseconds. */
  readonly timeout: number;
}

const resolveName = promisify(lookUpName);
const world: OutsideWorld = {
  lookup: (hostname) => resolveName(hostname, { all: true }),
  timeout: 5_000,
};
const maxBytes = 1024 * 1024;

/** The system's error codes as sentences. */
const unreached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused. Is your app running? (ECONNREFUSED)',
  ECONNRESET: 'Connection reset (ECONNRESET).',
  ENOTFOUND: 'Host not found. Check the name. (ENOTFOUND)',
  CERT_HAS_EXPIRED: 'The certificate has expired (CERT_HAS_EXPIRED).',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The certificate is self-signed and not trusted by this server (DEPTH_ZERO_SELF_SIGNED_CERT).',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate is for another host name (ERR_TLS_CERT_ALTNAME_INVALID).',
};

/** The request could not be sent, or its response is invalid; the message is for administrators. */
export class OutsideFailed extends Error {
  override readonly name = 'OutsideFailed';
}

/**
 * Sends a request to another server (C4): https, or http on this machine. Each address of its host name
 * is checked, and only checked addresses are connected to. It follows no redirect, and takes at most
 * five seconds and 1 MiB.
 *
 * @throws OutsideFailed
 */
export async function askOutside(
  address: string,
  request: OutsideRequest = {},
  { lookup, timeout }: OutsideWorld = world,
): Promise<Response> {
  const url = new URL(address);
  const deadline = AbortSignal.timeout(timeout);
  try {
    return await Promise.race([ask(url, request, lookup, deadline), whenOver(deadline)]);
  } catch (error) {
    if (error instanceof OutsideFailed) throw error;
    if (deadline.aborted) throw new OutsideFailed('No response within five seconds.');
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OutsideFailed(unreached[code] ?? `The server could not be reached (${code}).`);
  }
}

/**
 * Limits operations without a time limit of their own: a name resolution, or a response that never
 * arrives.
 */
function whenOver(deadline: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason), { once: true });
  });
}

async function ask(
  url: URL,
  request: OutsideRequest,
  lookup: OutsideWorld['lookup'],
  signal: AbortSignal,
): Promise<Response> {
  const addresses = await lookup(hostOf(url));
  refuseAddresses(url, addresses);
  const answer = await send(url, request, addresses, signal);
  const status = answer.statusCode ?? 0;
  const body = await readAll(answer);
  return new Response([204, 205, 304].includes(status) ? null : body, {
    status,
    headers: headersOf(answer),
  });
}

function refuseAddresses(url: URL, addresses: readonly LookupAddress[]): void {
  if (addresses.length === 0) throw new OutsideFailed('The host name has no IP address.');
  if (addresses.some(({ address }) => isForbiddenAddress(address)))
    throw new OutsideFailed(
      'The host name resolves to a reserved or link-local IP address. Requests to it are blocked.',
    );
  const isPlain = url.protocol === 'http:';
  if (url.protocol !== 'https:' && !isPlain)
    throw new OutsideFailed('The URL must begin with https://.');
  if (isPlain && !addresses.every(({ address }) => isLoopbackAddress(address)))
    throw new OutsideFailed('Plain http is only allowed for this machine. Use https.');
}

function send(
  url: URL,
  { method = 'GET', headers = {}, body }: OutsideRequest,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // The name may resolve to other addresses meanwhile: connect only to those that were checked.
  const pinned: LookupFunction = (_hostname, options, done) =>
    options.all
      ? done(null, [...addresses])
      : done(null, addresses[0]?.address ?? '', addresses[0]?.family);
  const options = { method, headers, lookup: pinned, signal, agent: false } as const;
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, resolve);
    outgoing.once('error', reject);
    outgoing.once('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(new OutsideFailed('The server switched to another protocol.'));
    });
    outgoing.end(body);
  });
}

async function readAll(answer: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw new OutsideFailed('The response is larger than 1 MiB.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string') kept.set(name, value);
  return kept;
}
