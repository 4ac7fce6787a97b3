import { bearerTokenStart } from '../sessions/session-token.ts';
import type { Request } from './server.ts';

const header = new RegExp(`^Bearer +(${bearerTokenStart}\\S+)$`, 'i');

/**
 * The token of a bearer session that a request brings (X4), or null. Other values, which a
 * company's proxy can write into the same header, are ignored.
 */
export function readBearerToken({ headers }: Request): string | null {
  return header.exec(headers.authorization ?? '')?.[1] ?? null;
}
