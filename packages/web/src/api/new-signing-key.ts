import type { NewSigningKey, SigningKeyCreated } from '@dashboard/contract';
import { requestJson } from './request.ts';

/** `POST /api/settings/jwt/signing-key`: the only response that contains a key. */
export function newSigningKey(body: NewSigningKey): Promise<SigningKeyCreated> {
  return requestJson<SigningKeyCreated>('api/settings/jwt/signing-key', { method: 'POST', body });
}
