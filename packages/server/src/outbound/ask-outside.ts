import { lookup } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress, isLoopbackAddress } from './outside-address.ts';

export interface OutsideRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const timeout = 5_000;
const maxBytes = 1024 * 1024;

/** The other side could not be asked, or didn't answer as it must; the message is for administrators. */
export class OutsideFailed extends Error {
  override readonly name = 'OutsideFailed';
}

/**
 * Asks another server (C4): https, or http on this machine; the address is checked after it was
 * resolved, and that very address is connected to; no redirect is followed; five seconds, 1 MiB.
 *
 * @throws OutsideFailed
 */
export async function askOutside(address: string, request: OutsideRequest = {}): Promise<Response> {
  const url = new URL(address);
  const deadline = AbortSignal.timeout(timeout);
  try {
    const { address: numeric, family } = await resolve(url);
    const answer = await send(url, request, numeric, family, deadline);
    const status = answer.statusCode ?? 0;
    const body = await readAll(answer);
    return new Response([101, 204, 205, 304].includes(status) ? null : body, {
      status,
      headers: headersOf(answer),
    });
  } catch (error) {
    if (error instanceof OutsideFailed) throw error;
    if (deadline.aborted) throw new OutsideFailed('It did not answer within five seconds.');
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OutsideFailed(`It could not be reached (${code}).`);
  }
}

async function resolve(url: URL): Promise<{ readonly address: string; readonly family: number }> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(hostname, { all: true });
  const [first] = found;
  if (first === undefined) throw new OutsideFailed('Its name has no address.');
  if (found.some(({ address }) => isForbiddenAddress(address)))
    throw new OutsideFailed('Its name leads to an address that is never asked.');
  const isPlain = url.protocol === 'http:';
  if (url.protocol !== 'https:' && !isPlain) throw new OutsideFailed('It is no https address.');
  if (isPlain && !found.every(({ address }) => isLoopbackAddress(address)))
    throw new OutsideFailed('Only this machine is asked by plain http.');
  return first;
}

function send(
  url: URL,
  { method = 'GET', headers = {}, body }: OutsideRequest,
  address: string,
  family: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // Whatever the name leads to meanwhile, what was checked is what is connected to.
  const pinned: LookupFunction = (_hostname, options, done) =>
    options.all ? done(null, [{ address, family }]) : done(null, address, family);
  const options = { method, headers, lookup: pinned, signal, agent: false } as const;
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, resolve);
    outgoing.once('error', reject);
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
      throw new OutsideFailed('Its answer is longer than 1 MiB.');
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
