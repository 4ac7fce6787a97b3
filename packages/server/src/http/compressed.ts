import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Reply } from './server.ts';

/** A text that is the same for everybody, compressed once for each encoding that is asked for. */
export interface CompressedText {
  send(reply: Reply): Reply;
}

/** In bytes: a smaller text travels in one packet either way. */
const smallest = 1_024;

/**
 * Only for what is public and has nothing of the request in it: beside a secret, the size of a compressed
 * response that repeats a visitor's input gives the secret away (BREACH).
 */
export function compressText(text: string): CompressedText {
  const plain = Buffer.from(text);
  let brotli: Buffer | undefined;
  let gzip: Buffer | undefined;
  return {
    send(reply) {
      reply.header('vary', 'accept-encoding');
      if (plain.length < smallest) return reply.send(plain);
      const accepted = acceptedEncodings(reply.request.headers['accept-encoding']);
      if (accepted.has('br')) {
        brotli ??= brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
        return reply.header('content-encoding', 'br').send(brotli);
      }
      if (accepted.has('gzip')) {
        gzip ??= gzipSync(plain);
        return reply.header('content-encoding', 'gzip').send(gzip);
      }
      return reply.send(plain);
    },
  };
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
