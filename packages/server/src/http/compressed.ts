import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  gzipSync,
  gzip as gzipText,
} from 'node:zlib';
import type { Reply, Request, Server } from './server.ts';

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Set by a route whose response contains no secret of ours and repeats nothing from the request
     * (ADR 20).
     */
    isCompressible: boolean;
  }
}

/** A public text, compressed once for each requested encoding. */
export interface CompressedText {
  send(reply: Reply): Reply;
}

/** In bytes: a smaller text fits in one packet either way. */
const smallest = 1_024;

/**
 * Only for public texts without anything from the request: next to a secret, the size of a
 * compressed response that repeats a visitor's input reveals the secret (BREACH).
 */
export function compressText(text: string): CompressedText {
  const plain = Buffer.from(text);
  let brotli: Buffer | undefined;
  let gzip: Buffer | undefined;
  return {
    send(reply) {
      reply.header('vary', 'accept-encoding');
      const encoding = encodingFor(reply.request, plain);
      if (encoding === null) return reply.send(plain);
      if (encoding === 'br')
        brotli ??= brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
      else gzip ??= gzipSync(plain);
      return reply.header('content-encoding', encoding).send(encoding === 'br' ? brotli : gzip);
    },
  };
}

const asyncCompress = { br: promisify(brotliCompress), gzip: promisify(gzipText) } as const;
/**
 * For results of questions, which are compressed each time, quality 4 takes a third of the time of
 * 6.
 */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Compresses the JSON of replies that are marked `isCompressible`, off the main thread. */
export function compressMarkedReplies(server: Server): void {
  server.decorateReply('isCompressible', false);
  server.addHook('onSend', async (request, reply, payload) => {
    if (!reply.isCompressible || reply.statusCode !== 200 || typeof payload !== 'string')
      return payload;
    const varies = reply.getHeader('vary');
    reply.header('vary', varies === undefined ? 'accept-encoding' : `${varies}, accept-encoding`);
    const plain = Buffer.from(payload);
    const encoding = encodingFor(request, plain);
    if (encoding === null) return payload;
    reply.header('content-encoding', encoding);
    return encoding === 'br' ? asyncCompress.br(plain, brotliOptions) : asyncCompress.gzip(plain);
  });
}

/** The encoding to use for a text, or null if it is too small or the client accepts none of ours. */
function encodingFor({ headers }: Request, plain: Buffer): 'br' | 'gzip' | null {
  if (plain.length < smallest) return null;
  const accepted = acceptedEncodings(headers['accept-encoding']);
  return (['br', 'gzip'] as const).find((one) => accepted.has(one)) ?? null;
}

/** The encodings that a client names with a weight above 0 (RFC 9110 §12.5.3). */
function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const parts = String(header ?? '')
    .toLowerCase()
    .split(',', 20);
  return new Set(
    parts
      .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
      .map((part) => part.split(';', 1)[0]?.trim() ?? ''),
  );
}
