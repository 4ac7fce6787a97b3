import { CompactSign } from 'jose';
import type { Claims } from './claims.ts';
import type { SigningKey } from './signing-key.ts';

/** Creates a login token: a JWT in compact form, signed with HS256 (RFC 7515 §3.1, RFC 7518 §3.2). */
export function signLoginToken(claims: Claims, key: SigningKey): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(key.cryptoKey);
}
