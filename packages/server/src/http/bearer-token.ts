import { bearerTokenStart } from '../sessions/session-token.ts';
import type { Request } from './server.ts';

const header = new RegExp(`^Bearer +(${bearerTokenStart}\\S+)$`, 'i');

/**
 * The token of a bearer session that a request brings (X4), or null. What a proxy of the company's may
 * write into the same header isn't ours and counts for nothing.
 */
export function readBearerToken({ headers }: Request): string | null {
  return header.exec(headers.authorization ?? '')?.[1] ?? null;
}
