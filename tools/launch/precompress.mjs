import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Fonts and pictures are compressed already. */
const compressible = new Set(['.css', '.js', '.svg', '.json']);
/** In bytes: a smaller file fits in one packet either way. */
const smallest = 512;

/**
 * Writes a Brotli and a gzip copy, `.br` and `.gz`, next to each file of a folder that becomes
 * smaller by it. At the highest level of both, because it costs time only at the build.
 *
 * @param {string} folder
 */
export function precompress(folder) {
  for (const name of readdirSync(folder)) {
    if (!compressible.has(extname(name))) continue;
    const file = join(folder, name);
    const content = readFileSync(file);
    if (content.length < smallest) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    const copies = {
      '.br': brotliCompressSync(content, { params }),
      '.gz': gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
    };
    for (const [suffix, copy] of Object.entries(copies))
      if (copy.length < content.length) writeFileSync(file + suffix, copy);
  }
}
